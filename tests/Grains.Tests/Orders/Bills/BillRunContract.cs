using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>Bills that are late, stopped, taken over or missed, on either store.</summary>
public abstract class BillRunContract(Func<Task<LedgerFixture>> make) : BillContract(make)
{
    [Fact]
    public async Task A_bill_that_WeChat_still_creates_is_asked_for_later_and_at_last_is_missing()
    {
        WeChat.OnAsk = (_, _) => BillAnswer.Creating;
        var bill = await RunAsync();
        (bill.State, bill.Trouble).ShouldBe((BillState.Waiting, "Creating"));

        Fixture.Silo.Time.Now += new BillOptions().AskFor;
        bill = await RunAsync();
        (bill.State, bill.NextAt).ShouldBe((BillState.Missing, null));
        (await AlarmsAsync("bill.missing")).ShouldBe(2, "of both kinds");
    }

    [Fact]
    public async Task Differences_beyond_the_limit_are_counted()
    {
        var bill = await MatchAsync([
            .. Enumerable.Range(0, 8).Select(i => new TestRow($"4200u{i}", $"t{i}", 100) { Time = At }),
        ]);
        (bill.Open, bill.Further).ShouldBe((5, 3));
    }

    [Fact]
    public async Task A_bill_that_staff_stop_while_it_is_matched_leaves_nothing_behind()
    {
        WeChat.OnDownloaded = async () =>
            (await Bills.CancelAsync(Day, BillKind.Trade, "ada")).ShouldBe(BillOutcome.Done);
        (await MatchAsync(new TestRow("4200unknown", "theirs", 700) { Time = At })).State.ShouldBe(BillState.Cancelled);
        (await DifferencesAsync()).ShouldBeEmpty();
        (await Bills.CancelAsync(Day, BillKind.Trade, "ada")).ShouldBe(BillOutcome.WrongState);

        WeChat.OnDownloaded = () => Task.CompletedTask;
        await AgainAsync();
        (await RunAsync()).State.ShouldBe(BillState.Matched);
    }

    [Fact]
    public async Task A_silo_that_dies_loses_its_bill_to_the_next_one_and_may_not_write_any_more()
    {
        var taken = 0;
        WeChat.OnDownloaded = async () =>
        {
            if (taken++ > 0)
                return;
            // The first silo hangs here for longer than its lease, and the second one does the bill.
            Fixture.Silo.Time.Now += new BillOptions().Lease;
            while (await Run.RunNextAsync(Ct))
                Ct.ThrowIfCancellationRequested();
            (await ViewAsync()).State.ShouldBe(BillState.Matched);
            await Ledger.WriteAsync(s => s.Sql("DELETE FROM bill_differences").ExecuteAsync(), Ct);
        };
        WeChat.OnAsk = (kind, _) => kind == BillKind.Trade ? BillAnswer.Ready : BillAnswer.NotExist;
        var bill = await MatchAsync(new TestRow("4200unknown", "theirs", 700) { Time = At });
        (taken, bill.State).ShouldBe((2, BillState.Matched));
        (await DifferencesAsync()).ShouldBeEmpty("the first silo's differences do not count");
    }

    [Fact]
    public async Task Missed_days_are_caught_up()
    {
        await RunAsync();
        Fixture.Silo.Time.Now += TimeSpan.FromDays(3);
        WeChat.Asked.Clear();
        await RunAsync();
        WeChat.Asked.ShouldBe(
            from day in Enumerable.Range(1, 3)
            from kind in new[] { BillKind.Trade, BillKind.FundFlow }
            select (kind, Day.AddDays(day)),
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Days_that_are_too_many_to_catch_up_raise_an_alarm()
    {
        await Run.PlanAsync(Ct);
        Fixture.Silo.Time.Now += TimeSpan.FromDays(new BillOptions().CatchUpDays);
        await Run.PlanAsync(Ct);
        (await AlarmsAsync("bill.skipped")).ShouldBe(0);
        Fixture.Silo.Time.Now += TimeSpan.FromDays(new BillOptions().CatchUpDays + 1);
        await Run.PlanAsync(Ct);
        (await AlarmsAsync("bill.skipped")).ShouldBe(1);
    }

    [Fact]
    public async Task Only_days_that_have_a_bill_can_be_asked_for()
    {
        (await Bills.FetchAsync(Day.AddDays(1), BillKind.Trade, "ada")).ShouldBe(BillOutcome.OutOfRange);
        (await Bills.FetchAsync(Day.AddDays(-100), BillKind.Trade, "ada")).ShouldBe(BillOutcome.OutOfRange);
        (await Bills.FetchAsync(Day.AddDays(-7), BillKind.Trade, "ada")).ShouldBe(BillOutcome.Done);
        (await Bills.CancelAsync(Day.AddDays(-8), BillKind.Trade, "ada")).ShouldBe(BillOutcome.NotFound);
    }
}

public sealed class SqliteBillRunTests() : BillRunContract(LedgerFixture.SqliteAsync);

public sealed class PostgresBillRunTests() : BillRunContract(() => LedgerFixture.PostgresAsync());
