using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops.Reconciliation;
using FuelGrains.Grains.Orders.Vouchers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

public sealed class ReconciliationRuleTests
{
    private static readonly Guid Campaign = Guid.NewGuid();
    private static readonly Guid OrderId = Guid.NewGuid();

    [Theory]
    [InlineData(10, 0, 0, 0, 0, "")]
    [InlineData(10, 3, 2, 3, 2, "")]
    [InlineData(11, 3, 2, 3, 2, "sale.stock")]
    [InlineData(10, 3, 2, 2, 2, "sale.orders")]
    [InlineData(10, 3, 2, 3, 3, "sale.orders")]
    [InlineData(10, 8, 3, 8, 3, "sale.oversold")]
    [InlineData(10, -1, 0, -1, 0, "sale.oversold")]
    public void A_shard_s_counters_are_its_orders_sum_and_within_its_share(
        int stock,
        int held,
        int confirmed,
        int rowsHeld,
        int rowsConfirmed,
        string kinds
    ) =>
        Kinds(ReconciliationRule.Campaign(Campaign, stock, [new(0, 10, held, confirmed, (rowsHeld, rowsConfirmed))]))
            .ShouldBe(kinds);

    [Fact]
    public void Shards_that_were_not_counted_are_evaluated_by_their_counters_alone() =>
        Kinds(ReconciliationRule.Campaign(Campaign, 10, [new(0, 4, 4, 0, null), new(1, 6, 0, 7, null)]))
            .ShouldBe("sale.oversold");

    [Fact]
    public void A_campaign_without_shards_has_no_stock() =>
        Kinds(ReconciliationRule.Campaign(Campaign, 10, [])).ShouldBe("sale.stock");

    [Theory]
    [InlineData(0, null, 100, 0, 0, "")]
    [InlineData(1, OrderStatus.PendingPayment, 100, 0, 0, "")]
    [InlineData(2, OrderStatus.Paid, 100, 0, 0, "")]
    [InlineData(2, OrderStatus.Fulfilled, 100, 40, 40, "")]
    [InlineData(2, OrderStatus.Refunding, 100, 100, 100, "")]
    [InlineData(2, OrderStatus.Refunded, 100, 100, 100, "")]
    [InlineData(3, OrderStatus.Cancelled, 100, 100, 100, "")]
    [InlineData(4, null, 100, 30, 30, "")]
    [InlineData(2, OrderStatus.Fulfilled, 100, 40, 39, "payment.refunds")]
    [InlineData(2, OrderStatus.Fulfilled, 100, 101, 101, "payment.over-refunded")]
    [InlineData(2, null, 100, 0, 0, "payment.order")]
    [InlineData(2, OrderStatus.PendingPayment, 100, 0, 0, "payment.order")]
    [InlineData(2, OrderStatus.Closing, 100, 0, 0, "payment.order")]
    [InlineData(2, OrderStatus.Cancelled, 100, 0, 0, "payment.order")]
    [InlineData(2, OrderStatus.Paid, 99, 0, 0, "payment.amount")]
    [InlineData(3, OrderStatus.Cancelled, 100, 99, 99, "payment.given-back")]
    [InlineData(5, null, 100, 0, 0, "payment.state")]
    public void A_payment_is_kept_for_an_order_or_goes_back(
        int state,
        OrderStatus? order,
        int orderFen,
        int reserved,
        int refunds,
        string kinds
    ) =>
        Kinds(
                ReconciliationRule.Payment(
                    new("T", OrderId, 100, (PaymentState)state, reserved, order, orderFen, refunds, 0)
                )
            )
            .ShouldBe(kinds);

    [Theory]
    [InlineData(OrderStatus.Refunding, CloseCause.None, 0, 0, "payment.stranded")]
    [InlineData(OrderStatus.Refunding, CloseCause.None, 40, 1, "payment.stranded")]
    [InlineData(OrderStatus.Refunding, CloseCause.None, 40, 2, "")]
    [InlineData(OrderStatus.Refunding, CloseCause.None, 100, 0, "")]
    [InlineData(OrderStatus.Refunding, CloseCause.TeamFailed, 0, 0, "")]
    [InlineData(OrderStatus.Fulfilled, CloseCause.None, 0, 0, "")]
    public void An_order_that_is_Refunding_has_a_refund_of_its_units_under_way(
        OrderStatus order,
        CloseCause cause,
        long refunds,
        long refundUnits,
        string kinds
    ) =>
        Kinds(
                ReconciliationRule.Payment(
                    new("T", OrderId, 100, PaymentState.Kept, refunds, order, 100, refunds, 0)
                    {
                        Units = 2,
                        RefundUnits = refundUnits,
                        OrderCause = cause,
                    }
                )
            )
            .ShouldBe(kinds);

    [Theory]
    [InlineData(70, 0, 0, 0L, "")]
    [InlineData(70, 40, 40, 28L, "")]
    [InlineData(70, 100, 100, 70L, "")]
    [InlineData(0, 100, 100, 0L, "")]
    [InlineData(70, 100, 100, null, "")]
    [InlineData(70, 100, 100, 69L, "payment.payer-refunds")]
    [InlineData(70, 100, 100, 71L, "payment.payer-refunds")]
    [InlineData(0, 40, 40, 1L, "payment.payer-refunds")]
    public void The_payer_gets_back_what_the_payer_paid_and_no_more(
        long payer,
        long refunds,
        long refunded,
        long? payerRefunded,
        string kinds
    )
    {
        var found = ReconciliationRule
            .Payment(
                new("T", OrderId, 100, PaymentState.Kept, refunds, OrderStatus.Fulfilled, 100, refunds, refunded)
                {
                    PayerFen = payer,
                    PayerRefundsFen = payerRefunded ?? 0,
                    PayerRefundedFen = payerRefunded,
                }
            )
            .ToList();
        Kinds(found).ShouldBe(kinds);
        found.ShouldAllBe(f => f.Freezes == null);
    }

    [Fact]
    public void Money_that_manual_review_released_may_be_more_or_less_than_the_order_costs() =>
        ReconciliationRule
            .Payment(new("T", OrderId, 100, PaymentState.Kept, 0, OrderStatus.Paid, 99, 0, 0, IsReviewed: true))
            .ShouldBeEmpty();

    [Theory]
    [InlineData(OrderStatus.Fulfilled, 0, "2")]
    [InlineData(OrderStatus.Fulfilled, 1, "1 2")]
    [InlineData(OrderStatus.Paid, 0, "0 2")]
    [InlineData(OrderStatus.Refunding, 0, "0 1 2")]
    [InlineData(OrderStatus.Refunded, 2, "0 1 2")]
    [InlineData(OrderStatus.PendingPayment, 0, "0")]
    [InlineData(OrderStatus.Closing, 0, "0")]
    [InlineData(OrderStatus.Cancelled, 0, "0")]
    public void An_order_of_two_units_has_its_vouchers(OrderStatus status, int returned, string right) =>
        string.Join(
                ' ',
                Enumerable
                    .Range(0, 4)
                    .Where(vouchers =>
                        ReconciliationRule.Order(new(OrderId, status, 2, returned, vouchers), null) is null
                    )
            )
            .ShouldBe(right);

    [Theory]
    [InlineData(0, 0, true, true, null, false, 30, "")]
    [InlineData(1, 0, true, true, "fuelling/1", false, 10, "")]
    [InlineData(4, 0, true, true, "refund/1", true, 30, "")]
    [InlineData(0, 1, false, false, null, false, 0, "")]
    [InlineData(5, 0, true, true, null, false, 30, "voucher.state")]
    [InlineData(1, 0, true, true, null, false, 30, "voucher.state")]
    [InlineData(0, 3, false, false, null, false, 30, "voucher.cause")]
    [InlineData(0, 0, false, false, null, false, 30, "voucher.cause")]
    [InlineData(0, 1, true, true, null, false, 30, "voucher.cause")]
    [InlineData(0, 0, true, false, null, false, 30, "voucher.cause")]
    [InlineData(4, 0, true, true, "refund/1", false, 30, "voucher.refund")]
    [InlineData(0, 0, true, true, null, false, 31, "voucher.remaining")]
    [InlineData(0, 0, true, true, null, false, -1, "voucher.remaining")]
    public void A_voucher_has_one_state_and_one_cause(
        int state,
        int cause,
        bool namesOrder,
        bool hasOrder,
        string? holder,
        bool hasRefund,
        int remaining,
        string kinds
    ) =>
        Kinds(
                ReconciliationRule.Voucher(
                    new(
                        Guid.NewGuid(),
                        namesOrder ? OrderId : null,
                        hasOrder,
                        (VoucherState)state,
                        (VoucherCause)cause,
                        holder,
                        hasRefund,
                        30,
                        remaining
                    ),
                    "payment/T"
                )
            )
            .ShouldBe(kinds);

    [Theory]
    [InlineData(0, null, 0, 0)]
    [InlineData(2, OrderStatus.Paid, 0, 0)]
    [InlineData(2, OrderStatus.Fulfilled, 40, 10)]
    [InlineData(3, OrderStatus.Cancelled, 100, 0)]
    [InlineData(4, null, 30, 30)]
    public void What_was_paid_is_the_sum_of_where_it_is(int state, OrderStatus? order, int refunds, int refunded)
    {
        var sums = ReconciliationRule.Add(
            new(0, 0, 0, 0, 0, 0, 0, true),
            new("T", OrderId, 100, (PaymentState)state, refunds, order, 100, refunds, refunded)
            {
                PayerFen = 70,
                PayerRefundedFen = 7,
            }
        );
        sums.PaidFen.ShouldBe(100);
        (sums.FulfilledFen + sums.AwaitingFen + sums.FrozenFen + sums.RefundPendingFen + sums.RefundedFen).ShouldBe(
            100
        );
        sums.RefundedFen.ShouldBe(refunded);
        (sums.PayerFen, sums.PayerRefundedFen).ShouldBe((70, 7));
        (
            state == 4 ? sums.FrozenFen
            : order == OrderStatus.Fulfilled ? sums.FulfilledFen
            : sums.AwaitingFen
        ).ShouldBe(100 - refunds);
    }

    private static string Kinds(IEnumerable<Discrepancy> discrepancies) =>
        string.Join(' ', discrepancies.Select(f => f.Kind));
}
