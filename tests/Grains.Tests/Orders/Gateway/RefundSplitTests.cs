using CsCheck;
using FuelGrains.WeChatSimulator.Orders;
using FuelGrains.WeChatSimulator.Orders.Refunds;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>WeChat's split of refunds between the payer and the coupon, as the simulator plays it.</summary>
public sealed class RefundSplitTests
{
    // A payment, the payer's part of it, and refunds that take all of it in parts.
    private static readonly Gen<(long Total, long Payer, List<long> Refunds)> Payments =
        from total in Gen.OneOf(Gen.Long[1, 200], Gen.Long[1, 100_000_000_000])
        from payer in Gen.OneOf(Gen.Const(0L), Gen.Const(total), Gen.Long[0, total])
        from parts in Gen.Long[1, total].Array[0, 20]
        select (total, payer, Parts(total, parts));

    [Theory]
    [InlineData(1_000, 700, 1_000, 700)]
    [InlineData(1_000, 700, 900, 630)]
    [InlineData(100, 33, 50, 17)]
    [InlineData(100, 99, 50, 50)]
    [InlineData(100, 0, 50, 0)]
    [InlineData(100, 100, 50, 50)]
    public void The_first_refund_is_shared_in_proportion_and_rounded_half_up(
        long total,
        long payer,
        long refund,
        long back
    ) => RefundSplit.PayerFen(total, payer, total, payer, refund).ShouldBe(back);

    [Fact]
    public void The_payers_parts_of_all_refunds_are_what_the_payer_paid_and_no_part_is_negative_or_more_than_its_refund() =>
        Payments.Sample(payment =>
        {
            var (left, payerLeft) = (payment.Total, payment.Payer);
            foreach (var refund in payment.Refunds)
            {
                var part = RefundSplit.PayerFen(payment.Total, payment.Payer, left, payerLeft, refund);
                part.ShouldBeInRange(0, refund);
                (left, payerLeft) = (left - refund, payerLeft - part);
                payerLeft.ShouldBeInRange(0, left, "coupon and payer both have their part left");
            }
            (left, payerLeft).ShouldBe((0, 0));
        });

    [Fact]
    public void A_refund_that_WeChat_closed_leaves_enough_for_the_next_one() =>
        Payments.Sample(payment =>
        {
            var taken = new List<(long Refund, long Part)>();
            foreach (var refund in payment.Refunds)
            {
                var left = payment.Total - taken.Sum(t => t.Refund);
                var payerLeft = payment.Payer - taken.Sum(t => t.Part);
                var part = RefundSplit.PayerFen(payment.Total, payment.Payer, left, payerLeft, refund);
                part.ShouldBeInRange(0, refund);
                // The first refund closes; its amount is free again and goes back at the end.
                if (taken.Count == 0 && payment.Refunds.Count > 1 && refund != payment.Total)
                    taken.Add((0, 0));
                else
                    taken.Add((refund, part));
            }
            var rest = payment.Total - taken.Sum(t => t.Refund);
            if (rest > 0)
                RefundSplit
                    .PayerFen(payment.Total, payment.Payer, rest, payment.Payer - taken.Sum(t => t.Part), rest)
                    .ShouldBe(payment.Payer - taken.Sum(t => t.Part));
        });

    private static List<long> Parts(long total, long[] wanted)
    {
        var parts = new List<long>();
        foreach (var part in wanted.Select(w => Math.Min(w, total - parts.Sum())).Where(p => p > 0))
            parts.Add(part);
        if (parts.Sum() < total)
            parts.Add(total - parts.Sum());
        return parts;
    }
}
