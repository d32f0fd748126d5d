using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>Every message is delivered, whatever happens to others. Time is the machine's, and waits end with the event.</summary>
public abstract class OutboxDispatcherContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Kind = "test.kind";

    private readonly OutboxSignal _signal = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // The dispatcher polls once a minute, so an earlier delivery comes from the signal.
    private static OutboxOptions Patient =>
        new()
        {
            Poll = TimeSpan.FromMinutes(1),
            FirstRetry = TimeSpan.FromMilliseconds(1),
            LongestRetry = TimeSpan.FromMilliseconds(1),
        };

    private static OutboxOptions Quick(int maxAttempts = 3) =>
        new()
        {
            Poll = TimeSpan.FromMilliseconds(10),
            FirstRetry = TimeSpan.FromMilliseconds(1),
            LongestRetry = TimeSpan.FromMilliseconds(1),
            MaxAttempts = maxAttempts,
        };

    [Fact]
    public async Task A_signal_delivers_now_what_was_committed_before_it()
    {
        var handler = new RecordingHandler(Kind);
        await using var _ = await StartAsync(Patient, handler);
        await Fixture.AddMessagesAsync(Now, Kind, "a", "b");
        _signal.Set();
        await EmptyAsync();
        handler.Done.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_signal_the_next_poll_finds_it()
    {
        var handler = new RecordingHandler(Kind);
        await using var _ = await StartAsync(Quick(), handler);
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        await EmptyAsync();
        handler.Done.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_poisoned_row_becomes_a_dead_letter_while_everything_beside_it_is_delivered()
    {
        var handler = new RecordingHandler(
            Kind,
            (message, _) =>
                message.Subject == "poison" ? throw new InvalidOperationException("cannot be") : Task.CompletedTask
        );
        await Fixture.AddMessagesAsync(Now, Kind, ["poison", .. Enumerable.Range(0, 300).Select(i => $"{i}")]);
        await using var _ = await StartAsync(Quick(maxAttempts: 3), handler);
        var row = (await RowsAsync(rows => rows is [{ State: 1 }])).ShouldHaveSingleItem();
        (row.Subject, row.Attempts, row.LastError).ShouldBe(("poison", 3, "InvalidOperationException: cannot be"));
        handler.Done.Count.ShouldBe(300);
        handler.Begun.Where(m => m.Subject == "poison").Select(m => m.Attempts).ShouldBe([0, 1, 2]);
        (await Fixture.AlarmsAsync()).ShouldBe([(OutboxTable.DeadLetterAlarm, "test.kind/poison", 1)]);
    }

    [Fact]
    public async Task A_handler_that_hangs_holds_up_neither_other_kinds_nor_its_own_other_slots()
    {
        var hanging = new RecordingHandler(
            "hangs",
            (message, ct) =>
                message.Subject == "stuck"
                    ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct)
                    : Task.CompletedTask
        );
        var healthy = new RecordingHandler(Kind);
        await Fixture.AddMessagesAsync(Now, "hangs", "stuck", "fine");
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        await using var _ = await StartAsync(new() { Concurrency = 2 }, hanging, healthy);
        await RowsAsync(rows => rows is [{ Subject: "stuck" }]);
        (hanging.Done.Single(), healthy.Done.Single()).ShouldBe(("fine", "a"));
    }

    [Fact]
    public async Task A_delivery_that_takes_too_long_is_ended_and_says_so()
    {
        var hanging = new RecordingHandler(
            Kind,
            (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct)
        );
        await Fixture.AddMessagesAsync(Now, Kind, "stuck");
        var options = Quick(maxAttempts: 1);
        options.DeliverWithin = TimeSpan.FromMilliseconds(20);
        await using var _ = await StartAsync(options, hanging);
        (await RowsAsync(rows => rows is [{ State: 1 }]))[0].LastError!.ShouldStartWith("Not done within 00:00:00.02");
    }

    [Fact]
    public async Task Two_dispatchers_share_thousands_of_rows_and_deliver_each_once()
    {
        var handlers = new[] { new RecordingHandler(Kind, Yield), new RecordingHandler(Kind, Yield) };
        var subjects = Enumerable.Range(0, 3_000).Select(i => $"{i}").ToArray();
        await Fixture.AddMessagesAsync(Now, Kind, subjects);
        await using var one = await StartAsync(Quick(), handlers[0]);
        await using var two = await StartAsync(Quick(), handlers[1]);
        await EmptyAsync();
        handlers.SelectMany(r => r.Done).ShouldBe(subjects, ignoreOrder: true);
        handlers.ShouldAllBe(r => r.MostAtOnce <= new OutboxOptions().Concurrency);

        static async Task Yield(OutboxMessage message, CancellationToken ct) => await Task.Yield();
    }

    [Fact]
    public async Task A_row_whose_holder_died_is_delivered_again_when_its_lease_runs_out()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        // A process leases the row and is gone before it settles.
        await new OutboxTable(Fixture.Database).LeaseAsync(Kind, 1, Now, Now.AddMilliseconds(200), Ct);
        var handler = new RecordingHandler(Kind);
        await using var _ = await StartAsync(Quick(), handler);
        await EmptyAsync();
        handler.Begun.ShouldHaveSingleItem().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_outlives_all_its_holders_is_not_delivered_for_ever()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "killer");
        for (var i = 0; i < 3; i++)
            (await new OutboxTable(Fixture.Database).LeaseAsync(Kind, 1, Now, Now, Ct)).Length.ShouldBe(1);
        var handler = new RecordingHandler(Kind);
        await using var _ = await StartAsync(Quick(maxAttempts: 3), handler);
        (await RowsAsync(rows => rows is [{ State: 1 }]))[0].Subject.ShouldBe("killer");
        handler.Begun.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_gives_every_lease_back_uncounted()
    {
        var hanging = new RecordingHandler(
            Kind,
            (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct)
        );
        await Fixture.AddMessagesAsync(Now, Kind, Enumerable.Range(0, 20).Select(i => $"{i}"));
        var dispatcher = await StartAsync(new() { Concurrency = 2 }, hanging);
        while (hanging.Begun.Count < 2)
            await Task.Yield();
        await dispatcher.DisposeAsync();
        var rows = await Fixture.OutboxAsync();
        rows.Length.ShouldBe(20);
        rows.ShouldAllBe(row => row.Attempts == 0 && row.NextAt <= Now);
    }

    [Fact]
    public async Task A_kind_that_nobody_takes_here_waits_untouched()
    {
        await Fixture.AddMessagesAsync(Now, "next.build", "a");
        await Fixture.AddMessagesAsync(Now, Kind, "b");
        await using var _ = await StartAsync(Quick(), new RecordingHandler(Kind));
        (await RowsAsync(rows => rows.Count == 1))[0].Attempts.ShouldBe(0);
    }

    [Fact]
    public void Two_handlers_of_one_kind_are_a_mistake_that_stops_the_start() =>
        Should
            .Throw<InvalidOperationException>(() =>
                Dispatcher(new(), new RecordingHandler(Kind), new RecordingHandler(Kind))
            )
            .Message.ShouldContain(Kind);

    private OutboxDispatcher Dispatcher(OutboxOptions options, params IOutboxHandler[] handlers) =>
        new(
            new(Fixture.Database),
            handlers,
            Options.Create(options),
            _signal,
            TimeProvider.System,
            NullLogger<OutboxDispatcher>.Instance
        );

    private async Task<Running> StartAsync(OutboxOptions options, params IOutboxHandler[] handlers)
    {
        var dispatcher = Dispatcher(options, handlers);
        await dispatcher.StartAsync(Ct);
        return new(dispatcher);
    }

    private Task<IReadOnlyList<OutboxRow>> EmptyAsync() => RowsAsync(rows => rows.Count == 0);

    private async Task<IReadOnlyList<OutboxRow>> RowsAsync(Func<IReadOnlyList<OutboxRow>, bool> isExpected)
    {
        while (true)
        {
            IReadOnlyList<OutboxRow> rows = await Fixture.OutboxAsync();
            if (isExpected(rows))
                return rows;
            Ct.ThrowIfCancellationRequested();
        }
    }

    private sealed class Running(OutboxDispatcher dispatcher) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await dispatcher.StopAsync(CancellationToken.None);
            dispatcher.Dispose();
        }
    }
}

public sealed class PostgresOutboxDispatcherTests() : OutboxDispatcherContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteOutboxDispatcherTests() : OutboxDispatcherContract(LedgerFixture.SqliteAsync);
