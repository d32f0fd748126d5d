using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>What is promised is delivered, whatever stands beside it. Time is the machine's, and waits end with the event.</summary>
public abstract class OutboxPumpContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Kind = "test.kind";

    private readonly OutboxSignal _signal = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // A look once a minute: what comes sooner comes by the bell.
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
    public async Task A_ring_delivers_now_what_was_committed_before_it()
    {
        var receiver = new Receiver(Kind);
        await using var _ = await PumpAsync(Patient, receiver);
        await Fixture.PromiseAsync(Now, Kind, "a", "b");
        _signal.Set();
        await EmptyAsync();
        receiver.Done.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_ring_the_next_look_finds_it()
    {
        var receiver = new Receiver(Kind);
        await using var _ = await PumpAsync(Quick(), receiver);
        await Fixture.PromiseAsync(Now, Kind, "a");
        await EmptyAsync();
        receiver.Done.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_poisoned_row_becomes_a_dead_letter_while_everything_beside_it_is_delivered()
    {
        var receiver = new Receiver(
            Kind,
            (message, _) =>
                message.Subject == "poison" ? throw new InvalidOperationException("cannot be") : Task.CompletedTask
        );
        await Fixture.PromiseAsync(Now, Kind, ["poison", .. Enumerable.Range(0, 300).Select(i => $"{i}")]);
        await using var _ = await PumpAsync(Quick(maxAttempts: 3), receiver);
        var row = (await RowsAsync(rows => rows is [{ State: 1 }])).ShouldHaveSingleItem();
        (row.Subject, row.Attempts, row.LastError).ShouldBe(("poison", 3, "InvalidOperationException: cannot be"));
        receiver.Done.Count.ShouldBe(300);
        receiver.Begun.Where(m => m.Subject == "poison").Select(m => m.Attempts).ShouldBe([0, 1, 2]);
        (await Fixture.AlarmsAsync()).ShouldBe([(OutboxTable.DeadLetterAlarm, "test.kind/poison", 1)]);
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_neither_other_kinds_nor_its_own_other_slots()
    {
        var hanging = new Receiver(
            "hangs",
            (message, ct) =>
                message.Subject == "stuck"
                    ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct)
                    : Task.CompletedTask
        );
        var healthy = new Receiver(Kind);
        await Fixture.PromiseAsync(Now, "hangs", "stuck", "fine");
        await Fixture.PromiseAsync(Now, Kind, "a");
        await using var _ = await PumpAsync(new() { Concurrency = 2 }, hanging, healthy);
        await RowsAsync(rows => rows is [{ Subject: "stuck" }]);
        (hanging.Done.Single(), healthy.Done.Single()).ShouldBe(("fine", "a"));
    }

    [Fact]
    public async Task A_delivery_that_takes_too_long_is_ended_and_says_so()
    {
        var hanging = new Receiver(Kind, (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
        await Fixture.PromiseAsync(Now, Kind, "stuck");
        var options = Quick(maxAttempts: 1);
        options.DeliverWithin = TimeSpan.FromMilliseconds(20);
        await using var _ = await PumpAsync(options, hanging);
        (await RowsAsync(rows => rows is [{ State: 1 }]))[0].LastError!.ShouldStartWith("Not done within 00:00:00.02");
    }

    [Fact]
    public async Task Two_pumps_share_thousands_of_rows_and_deliver_each_once()
    {
        var receivers = new[] { new Receiver(Kind, Yield), new Receiver(Kind, Yield) };
        var subjects = Enumerable.Range(0, 3_000).Select(i => $"{i}").ToArray();
        await Fixture.PromiseAsync(Now, Kind, subjects);
        await using var one = await PumpAsync(Quick(), receivers[0]);
        await using var two = await PumpAsync(Quick(), receivers[1]);
        await EmptyAsync();
        receivers.SelectMany(r => r.Done).ShouldBe(subjects, ignoreOrder: true);
        receivers.ShouldAllBe(r => r.MostAtOnce <= new OutboxOptions().Concurrency);

        static async Task Yield(OutboxMessage message, CancellationToken ct) => await Task.Yield();
    }

    [Fact]
    public async Task A_row_whose_holder_died_is_delivered_again_when_its_lease_runs_out()
    {
        await Fixture.PromiseAsync(Now, Kind, "a");
        // Taken by a process that is gone before it settles anything.
        await new OutboxTable(Fixture.Database).LeaseAsync(Kind, 1, Now, Now.AddMilliseconds(200), Ct);
        var receiver = new Receiver(Kind);
        await using var _ = await PumpAsync(Quick(), receiver);
        await EmptyAsync();
        receiver.Begun.ShouldHaveSingleItem().Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_outlives_all_its_holders_is_not_delivered_for_ever()
    {
        await Fixture.PromiseAsync(Now, Kind, "killer");
        for (var i = 0; i < 3; i++)
            (await new OutboxTable(Fixture.Database).LeaseAsync(Kind, 1, Now, Now, Ct)).Length.ShouldBe(1);
        var receiver = new Receiver(Kind);
        await using var _ = await PumpAsync(Quick(maxAttempts: 3), receiver);
        (await RowsAsync(rows => rows is [{ State: 1 }]))[0].Subject.ShouldBe("killer");
        receiver.Begun.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_gives_every_lease_back_uncounted()
    {
        var hanging = new Receiver(Kind, (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
        await Fixture.PromiseAsync(Now, Kind, Enumerable.Range(0, 20).Select(i => $"{i}"));
        var pump = await PumpAsync(new() { Concurrency = 2 }, hanging);
        while (hanging.Begun.Count < 2)
            await Task.Yield();
        await pump.DisposeAsync();
        var rows = await Fixture.OutboxAsync();
        rows.Length.ShouldBe(20);
        rows.ShouldAllBe(row => row.Attempts == 0 && row.NextAt <= Now);
    }

    [Fact]
    public async Task A_kind_that_nobody_takes_here_waits_untouched()
    {
        await Fixture.PromiseAsync(Now, "next.build", "a");
        await Fixture.PromiseAsync(Now, Kind, "b");
        await using var _ = await PumpAsync(Quick(), new Receiver(Kind));
        (await RowsAsync(rows => rows.Count == 1))[0].Attempts.ShouldBe(0);
    }

    [Fact]
    public void Two_receivers_of_one_kind_are_a_mistake_that_stops_the_start() =>
        Should
            .Throw<InvalidOperationException>(() => Pump(new(), new Receiver(Kind), new Receiver(Kind)))
            .Message.ShouldContain(Kind);

    private OutboxDispatcher Pump(OutboxOptions options, params IOutboxHandler[] receivers) =>
        new(
            new(Fixture.Database),
            receivers,
            Options.Create(options),
            _signal,
            TimeProvider.System,
            NullLogger<OutboxDispatcher>.Instance
        );

    private async Task<Running> PumpAsync(OutboxOptions options, params IOutboxHandler[] receivers)
    {
        var pump = Pump(options, receivers);
        await pump.StartAsync(Ct);
        return new(pump);
    }

    private Task<IReadOnlyList<OutboxRow>> EmptyAsync() => RowsAsync(rows => rows.Count == 0);

    private async Task<IReadOnlyList<OutboxRow>> RowsAsync(Func<IReadOnlyList<OutboxRow>, bool> wished)
    {
        while (true)
        {
            IReadOnlyList<OutboxRow> rows = await Fixture.OutboxAsync();
            if (wished(rows))
                return rows;
            Ct.ThrowIfCancellationRequested();
        }
    }

    private sealed class Running(OutboxDispatcher pump) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await pump.StopAsync(CancellationToken.None);
            pump.Dispose();
        }
    }
}

public sealed class PostgresOutboxPumpTests() : OutboxPumpContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteOutboxPumpTests() : OutboxPumpContract(LedgerFixture.SqliteAsync);
