using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>Each way to settle a difference works once, however often it is asked for, and is audited, on either store.</summary>
public abstract class BillSettlerContract(Func<Task<LedgerFixture>> make) : BillContract(make)
{
    [Fact]
    public async Task A_payment_that_nobody_told_of_is_recorded_and_its_order_keeps_it()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        var number = MoneyIds.OutTradeNo(order, 1);
        await MatchAsync(new TestRow("4200late", number, 19_900) { Time = At });
        var difference = (await DifferencesAsync()).Single();

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => SettleAsync(difference, BillSettlement.RecordPayment))
        );

        replies.ShouldAllBe(r => r.Outcome == SettleOutcome.Done);
        // The settler notifies the order's grain without awaiting it; this call decides what is not decided yet.
        await Fixture.Money(order).ApplyAsync("4200late");
        var payment = (await Fixture.PaymentsAsync(order)).ShouldHaveSingleItem();
        (payment.State, payment.AmountFen, payment.PaidAt).ShouldBe((PaymentState.Kept, 19_900, PaidAt));
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        (await AuditsAsync("bill.settle")).ShouldBe(1);
        await AgainAsync();
        (await RunAsync()).Open.ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_that_belongs_to_nobody_is_recorded_and_goes_back()
    {
        await MatchAsync(new TestRow("4200orphan", "theirs", 700) { Time = At });
        await SettleAsync((await DifferencesAsync()).Single(), BillSettlement.RecordPayment);
        await Fixture.Silo.Grains.GetGrain<IOrderMoneyGrain>(MoneyIds.OrphanKey("theirs")).ApplyAsync("4200orphan");
        var payment = await Ledger.ReadAsync(session => PaymentTable.FindAsync(session, "4200orphan"), Ct);
        payment.ShouldNotBeNull().State.ShouldBe(PaymentState.Refunded);
    }

    [Fact]
    public async Task A_refund_of_the_console_is_booked_once_and_never_more_than_was_paid()
    {
        var (order, paid) = await PaidAsync();
        await MatchAsync(
            Row(paid),
            Row(paid) with
            {
                RefundNo = "c1",
                Fen = 15_000,
            },
            Row(paid) with
            {
                RefundNo = "c2",
                Fen = 4_901,
            }
        );
        var differences = (await DifferencesAsync()).ToDictionary(d => d.Number);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => SettleAsync(differences["c1"], BillSettlement.BookRefund))
        );

        replies.ShouldAllBe(r => r.Outcome == SettleOutcome.Done);
        var refund = (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.OutRefundNo, refund.AmountFen, refund.Cause, refund.State).ShouldBe(
            ("c1", 15_000, RefundCause.Console, RefundState.Succeeded)
        );
        (await Fixture.PaymentsAsync(order)).Single().RefundFen.ShouldBe(15_000);
        Fixture.Gateway.Refunds.ShouldBeEmpty("the money is gone already");
        var refused = await SettleAsync(differences["c2"], BillSettlement.BookRefund);
        (refused.Outcome, refused.Difference!.Open).ShouldBe((SettleOutcome.Contradicted, true));
        refused.Answer.ShouldNotBeNull().ShouldContain("less is left");
    }

    [Fact]
    public async Task A_refund_of_a_payment_that_the_ledger_does_not_know_waits_for_the_payment()
    {
        await MatchAsync(new TestRow("4200old", "theirs", 700) { Time = At, RefundNo = "c1" });
        (await SettleAsync((await DifferencesAsync()).Single(), BillSettlement.BookRefund))
            .Answer.ShouldNotBeNull()
            .ShouldContain("record it first");
    }

    [Fact]
    public async Task A_missing_payment_is_settled_by_WeChats_answer_or_stays_open()
    {
        var (_, paid) = await PaidAsync();
        await MatchAsync();
        var difference = (await DifferencesAsync()).Single();
        Fixture.Gateway.OnQuery = _ => new(TradeState.Unknown);
        (await SettleAsync(difference, BillSettlement.AskWeChat)).Outcome.ShouldBe(SettleOutcome.Retry);
        Fixture.Gateway.OnQuery = _ => new(TradeState.NotExist);
        (await SettleAsync(difference, BillSettlement.AskWeChat)).Outcome.ShouldBe(SettleOutcome.Contradicted);
        Fixture.Gateway.OnQuery = _ => new(TradeState.Paid, paid with { AmountFen = 1 });
        (await SettleAsync(difference, BillSettlement.AskWeChat)).Outcome.ShouldBe(SettleOutcome.Contradicted);
        (await DifferencesAsync()).ShouldHaveSingleItem();
        Fixture.Gateway.OnQuery = _ => new(TradeState.Paid, paid);
        (await SettleAsync(difference, BillSettlement.AskWeChat)).Outcome.ShouldBe(SettleOutcome.Done);
        (await DifferencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_payment_that_WeChat_does_not_confirm_can_be_frozen()
    {
        var (order, _) = await PaidAsync();
        await MatchAsync();
        var difference = (await DifferencesAsync()).Single();
        (await SettleAsync(difference, BillSettlement.FreezePayment)).Outcome.ShouldBe(SettleOutcome.Done);
        (await SettleAsync(difference, BillSettlement.FreezePayment)).Outcome.ShouldBe(SettleOutcome.Done);
        (await Fixture.PaymentsAsync(order)).Single().State.ShouldBe(PaymentState.Frozen);
        (await AuditsAsync("payment.freeze")).ShouldBe(1);
    }

    [Fact]
    public async Task A_fee_is_accepted_with_a_note_and_stays_accepted_when_the_bill_comes_again()
    {
        var (_, paid) = await PaidAsync();
        await MatchAsync(Row(paid) with { FeeFen = 200 });
        var difference = (await DifferencesAsync()).Single();
        (await SettleAsync(difference, BillSettlement.BookRefund)).Outcome.ShouldBe(SettleOutcome.WrongWay);
        (await SettleAsync(difference, BillSettlement.Accept)).Outcome.ShouldBe(SettleOutcome.Done);
        (await SettleAsync(difference, BillSettlement.AskWeChat)).Outcome.ShouldBe(SettleOutcome.AlreadySettled);
        await AgainAsync();
        (await RunAsync()).Open.ShouldBe(0);
        var settled = (await DifferencesAsync(open: false)).Single();
        (settled.SettledHow, settled.SettledBy, settled.Note).ShouldBe((BillSettlement.Accept, "ada", "because"));
        (await Bills.SettleAsync(Guid.NewGuid(), BillSettlement.Accept, "ada", "because")).Outcome.ShouldBe(
            SettleOutcome.NotFound
        );
    }

    private Task<SettleReply> SettleAsync(BillDifferenceView difference, BillSettlement how) =>
        Bills.SettleAsync(difference.Id, how, "ada", "because");

    private Task<long> AuditsAsync(string action) =>
        CountAsync("SELECT count(*) FROM audit WHERE action = @subject", action);
}

public sealed class SqliteBillSettlerTests() : BillSettlerContract(LedgerFixture.SqliteAsync);

public sealed class PostgresBillSettlerTests() : BillSettlerContract(() => LedgerFixture.PostgresAsync());
