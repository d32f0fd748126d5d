using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Customers.Notices;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>
/// An order that a promotion of WeChat pays in part or wholly, on either store: paid by its total, refunded by its parts.
/// </summary>
public abstract class RefundPromotionContract(Func<Task<LedgerFixture>> make) : RefundContract(make)
{
    [Theory]
    [InlineData(15_900)]
    [InlineData(0)]
    public async Task An_order_is_paid_by_the_total_whatever_its_customer_paid(long payerFen)
    {
        var order = await PaidAsync(19_900, payerFen);
        (await Fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
        var payment = (await Fixture.PaymentsAsync(order)).ShouldHaveSingleItem();
        (payment.State, payment.AmountFen, payment.PayerFen, payment.Promotion).ShouldBe(
            (PaymentState.Kept, 19_900, payerFen, "coupon")
        );
    }

    [Fact]
    public async Task A_total_that_is_not_the_price_is_frozen_also_when_the_payer_paid_the_price()
    {
        var order = await PaidAsync(20_900, payerFen: 19_900);
        (await Fixture.PaymentsAsync(order)).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Frozen);
    }

    [Fact]
    public async Task A_partial_refund_says_what_goes_back_to_the_customer_once_WeChat_has_said_it()
    {
        var order = await PaidAsync(19_900, payerFen: 15_900, issued: true);
        var asked = (await Fixture.Money(order).RefundAsync(Staff(1_000))).Refund!;
        asked.PayerFen.ShouldBeNull();
        Fixture.Gateway.OnRefund = r => new(RefundProgress.Processing, "5030", RefundFen: r.RefundFen, PayerFen: 799);
        await Fixture.Money(order).AdvanceRefundAsync(asked.OutRefundNo);
        (await Fixture.RefundsAsync(order)).Single().PayerFen.ShouldBe(799);
        // A callback without the part leaves it, and a success says the last word.
        await TellAsync(new(asked.OutRefundNo, "5030", RefundProgress.Abnormal, 1_000));
        (await Fixture.RefundsAsync(order)).Single().PayerFen.ShouldBe(799);
        await TellAsync(new(asked.OutRefundNo, "5030", RefundProgress.Succeeded, 1_000, 800));
        var back = (await Fixture.RefundsAsync(order)).Single();
        (back.State, back.AmountFen, back.PayerFen).ShouldBe((RefundState.Succeeded, 1_000, 800));
        Fixture.Gateway.Refunds.ShouldHaveSingleItem().TotalFen.ShouldBe(19_900);
    }

    [Theory]
    [InlineData(19_900, 1_000, 1_000L)]
    [InlineData(0, 1_000, 0L)]
    [InlineData(15_900, 19_900, 15_900L)]
    [InlineData(15_900, 1_000, null)]
    public async Task What_is_certain_about_the_payers_part_is_said_at_once(long payerFen, long amountFen, long? known)
    {
        var order = await PaidAsync(19_900, payerFen, issued: true);
        (await Fixture.Money(order).RefundAsync(Staff(amountFen))).Refund!.PayerFen.ShouldBe(known);
        (await Fixture.RefundsAsync(order)).Single().PayerFen.ShouldBe(known);
    }

    [Theory]
    [InlineData(15_900)]
    [InlineData(0)]
    public async Task The_message_about_a_refund_tells_what_comes_back_to_the_customer(long payerFen)
    {
        var order = await PaidAsync(19_900, payerFen, issued: true);
        var asked = (await Fixture.Money(order).RefundAsync(Staff(19_900))).Refund!;
        await TellAsync(new(asked.OutRefundNo, "5030", RefundProgress.Succeeded, 19_900, payerFen));
        var facts = await Fixture.Silo.Fixture.Database.ReadAsync(
            session => NoticeEvent.Find("refunded")!.ReadAsync(session, asked.OutRefundNo),
            TestContext.Current.CancellationToken
        );
        facts!.AmountFen.ShouldBe(payerFen);
    }

    [Fact]
    public async Task The_part_of_a_refund_of_another_amount_is_not_believed()
    {
        var order = await PaidAsync(19_900, payerFen: 15_900, issued: true);
        var asked = (await Fixture.Money(order).RefundAsync(Staff(1_000))).Refund!;
        await TellAsync(new(asked.OutRefundNo, "5030", RefundProgress.Succeeded, 19_900, 15_900));
        var refund = (await Fixture.RefundsAsync(order)).Single();
        (refund.State, refund.PayerFen).ShouldBe((RefundState.Abnormal, null));
    }

    [Fact]
    public async Task Money_that_comes_late_goes_back_whole_to_payer_and_promotion()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        var first = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        var second = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1), payerFen: 15_900);
        await ReceiveAsync(order, first);
        await ReceiveAsync(order, second);
        var refund = (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        (refund.Cause, refund.AmountFen, refund.PayerFen).ShouldBe((RefundCause.Double, 19_900, 15_900));
    }

    private async Task<OrderId> PaidAsync(long amountFen, long payerFen, bool issued = false)
    {
        var (shard, customer, order) = await Fixture.OrderAsync();
        (await Fixture.Money(order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
        await ReceiveAsync(order, ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1), amountFen, payerFen: payerFen));
        if (issued)
            await IssuedAsync(shard.ToString(), customer, order);
        return order;
    }

    private async Task ReceiveAsync(OrderId order, Transaction paid)
    {
        await Fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
        (await Fixture.Money(order).ApplyAsync(paid.TransactionId)).ShouldBeTrue();
    }

    private Task TellAsync(RefundNotification told) => Fixture.Service<RefundProcessor>().ApplyAsync(told);
}

public sealed class SqliteRefundPromotionTests() : RefundPromotionContract(LedgerFixture.SqliteAsync);

public sealed class PostgresRefundPromotionTests() : RefundPromotionContract(() => LedgerFixture.PostgresAsync());
