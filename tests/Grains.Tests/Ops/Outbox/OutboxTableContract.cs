using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>Leases and outcomes of the outbox's rows, on either database.</summary>
public abstract class OutboxTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Kind = "test.kind";
    private static readonly DateTimeOffset Now = LedgerFixture.Start;
    private static readonly DateTimeOffset Until = Now.AddMinutes(1);

    private OutboxTable Outbox => new(Fixture.Database);

    [Fact]
    public async Task A_lease_is_nobody_else_s_until_it_runs_out()
    {
        var id = (await Fixture.AddMessagesAsync(Now, Kind, "a"))[0];
        var lease = (await LeaseAsync()).ShouldHaveSingleItem();
        lease.Message.ShouldBe(new OutboxMessage(id, Kind, "a", "body", 0));
        (await LeaseAsync()).ShouldBeEmpty();
        (await LeaseAsync(at: Until.AddMilliseconds(-1))).ShouldBeEmpty();
        (await LeaseAsync(at: Until)).ShouldHaveSingleItem().Message.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task The_oldest_due_rows_of_the_kind_are_taken_and_no_more_than_asked_for()
    {
        await Fixture.AddMessagesAsync(Now.AddSeconds(-1), Kind, "later");
        await Fixture.AddMessagesAsync(Now.AddSeconds(-2), Kind, "sooner");
        await Fixture.AddMessagesAsync(Now.AddMilliseconds(1), Kind, "not yet");
        await Fixture.AddMessagesAsync(Now.AddSeconds(-3), "another.kind", "another");
        (await LeaseAsync(limit: 1)).ShouldHaveSingleItem().Subject.ShouldBe("sooner");
        (await LeaseAsync()).ShouldHaveSingleItem().Subject.ShouldBe("later");
        (await LeaseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ten_who_take_at_once_share_the_rows_and_no_row_is_taken_twice()
    {
        var ids = await Fixture.AddMessagesAsync(Now, Kind, Enumerable.Range(0, 500).Select(i => $"{i}"));
        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TakeAllAsync()));
        taken.SelectMany(ids => ids).ShouldBe(ids, ignoreOrder: true);

        async Task<List<Guid>> TakeAllAsync()
        {
            var mine = new List<Guid>();
            while (await LeaseAsync(limit: 7) is { IsEmpty: false } leases)
                mine.AddRange(leases.Select(l => l.Id));
            return mine;
        }
    }

    [Fact]
    public async Task What_is_delivered_is_gone_and_the_rest_of_the_batch_stays()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a", "b", "c");
        var leases = await LeaseAsync();
        await Outbox.SettleAsync(
            [.. leases.Where(l => l.Subject != "b").Select(l => new OutboxOutcome(l, OutboxEnd.Delivered))],
            Now,
            Ct
        );
        (await Fixture.OutboxAsync()).ShouldHaveSingleItem().Subject.ShouldBe("b");
    }

    [Fact]
    public async Task What_failed_waits_with_its_error_and_its_count()
    {
        var id = (await Fixture.AddMessagesAsync(Now, Kind, "a"))[0];
        await SettleAsync((await LeaseAsync())[0], OutboxEnd.Failed, Now.AddSeconds(3), new string('x', 600));
        (await Fixture.OutboxAsync())
            .ShouldHaveSingleItem()
            .ShouldBe(new(id, "a", Now.AddSeconds(3), 1, 0, new string('x', 500)));
        (await LeaseAsync(at: Now.AddSeconds(2))).ShouldBeEmpty();
        (await LeaseAsync(at: Now.AddSeconds(3))).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_dead_letter_is_taken_by_nobody_and_alarms()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        await SettleAsync((await LeaseAsync())[0], OutboxEnd.Dead, error: "broken");
        (await Fixture.OutboxAsync()).ShouldHaveSingleItem().State.ShouldBe(1);
        (await LeaseAsync(at: Now.AddYears(1))).ShouldBeEmpty();
        (await Fixture.AlarmsAsync()).ShouldBe([(OutboxTable.DeadLetterAlarm, "test.kind/a", 1)]);
    }

    [Fact]
    public async Task What_was_never_begun_is_due_again_at_once_and_uncounted()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        await SettleAsync((await LeaseAsync())[0], OutboxEnd.LeaseReturned);
        (await LeaseAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData(OutboxEnd.Failed)]
    [InlineData(OutboxEnd.Dead)]
    [InlineData(OutboxEnd.LeaseReturned)]
    public async Task Who_lost_the_lease_cannot_end_the_row_of_who_has_it(OutboxEnd end)
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        var lost = (await LeaseAsync())[0];
        var held = (await LeaseAsync(at: Until))[0];
        var before = await Fixture.OutboxAsync();
        await SettleAsync(lost, end, Now, "late");
        (await Fixture.OutboxAsync()).ShouldBe(before);
        (await Fixture.AlarmsAsync()).ShouldBeEmpty();
        await SettleAsync(held, OutboxEnd.Delivered);
        (await Fixture.OutboxAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Done_is_done_also_when_the_lease_was_lost_meanwhile()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        var lost = (await LeaseAsync())[0];
        var held = (await LeaseAsync(at: Until))[0];
        await SettleAsync(lost, OutboxEnd.Delivered);
        await SettleAsync(held, OutboxEnd.Failed, Now, "the other was first");
        (await Fixture.OutboxAsync()).ShouldBeEmpty();
    }

    private Task<System.Collections.Immutable.ImmutableArray<OutboxLease>> LeaseAsync(
        int limit = 100,
        DateTimeOffset? at = null
    ) => Outbox.LeaseAsync(Kind, limit, at ?? Now, (at ?? Now) + (Until - Now), Ct);

    private Task SettleAsync(OutboxLease lease, OutboxEnd end, DateTimeOffset nextAt = default, string error = "") =>
        Outbox.SettleAsync([new(lease, end, nextAt, error)], Now, Ct);
}

public sealed class PostgresOutboxTableTests() : OutboxTableContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteOutboxTableTests() : OutboxTableContract(LedgerFixture.SqliteAsync);
