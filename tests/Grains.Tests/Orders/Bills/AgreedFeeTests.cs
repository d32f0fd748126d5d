using CsCheck;
using FuelGrains.Grains.Orders.Bills;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>WeChat's fee, as agreed and rounded.</summary>
public sealed class AgreedFeeTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(83, 0)]
    [InlineData(84, 1)]
    [InlineData(19_900, 119)]
    [InlineData(129_902, 779)]
    public void A_fee_of_six_per_mille_is_rounded_half_up_to_the_fen(long fen, long fee)
    {
        AgreedFee.OfFen(fen, 60).ShouldBe(fee);
        AgreedFee.IsOfPayment(fen, fee * 1_000, 60).ShouldBeTrue();
        AgreedFee.IsOfPayment(fen, (fee + 1) * 1_000, 60).ShouldBeFalse();
    }

    [Fact]
    public void A_fee_that_is_not_rounded_at_all_is_the_agreed_one_too() =>
        AgreedFee.IsOfPayment(990, 5_940, 60).ShouldBeTrue();

    [Fact]
    public void Whatever_the_refunds_before_a_refund_returns_the_agreed_fee() =>
        Gen.Select(Gen.Long[1, 100_000_000], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 1_000])
            .Sample(
                (paid, before, now, rate) =>
                {
                    var left = paid - (long)(paid * before);
                    var refund = (long)(left * now);
                    var returned = (AgreedFee.OfFen(left, rate) - AgreedFee.OfFen(left - refund, rate)) * 1_000;
                    return AgreedFee.IsOfRefund(refund, returned, rate)
                        && !AgreedFee.IsOfRefund(refund, returned + 2_001, rate);
                }
            );
}
