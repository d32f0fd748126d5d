using CsCheck;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Sales;

/// <summary>When a reported sale may be charged.</summary>
public sealed class FuelSaleRuleTests
{
    [Theory]
    [InlineData(54_400, 1_339, 8_683, ReviewReason.AmountMismatch)]
    [InlineData(10_000, 8_000, 8_000, ReviewReason.None)]
    [InlineData(10_000, 8_000, 8_001, ReviewReason.None)]
    [InlineData(10_000, 8_000, 7_999, ReviewReason.None)]
    [InlineData(10_000, 8_000, 8_002, ReviewReason.AmountMismatch)]
    [InlineData(10_000, 8_000, 7_998, ReviewReason.AmountMismatch)]
    [InlineData(200_000, 1_000, 20_000, ReviewReason.None)]
    [InlineData(200_001, 1_000, 20_000, ReviewReason.OverTank)]
    public void Litres_times_price_must_agree_with_the_amount_to_a_cent_and_fit_a_tank(
        long volume,
        long price,
        long amount,
        ReviewReason review
    ) => FuelSaleRule.Evaluate(Report(volume, price, amount), "CNY", null).ShouldBe(review);

    [Fact]
    public void What_cannot_be_compared_goes_under_review()
    {
        FuelSaleRule
            .Evaluate(Report(10_000, 8_000, 8_000) with { PriceMilli = null }, "CNY", null)
            .ShouldBe(ReviewReason.PriceUnknown);
        FuelSaleRule
            .Evaluate(Report(10_000, 8_000, 8_000) with { Exact = false }, "CNY", null)
            .ShouldBe(ReviewReason.NotExact);
        FuelSaleRule.Evaluate(Report(10_000, 8_000, 8_000), "EUR", null).ShouldBe(ReviewReason.ForeignCurrency);
        FuelSaleRule.Evaluate(Report(10_000, 8_000, 8_000), "CNY", Authorised(7_999)).ShouldBe(ReviewReason.OverCredit);
        FuelSaleRule.Evaluate(Report(10_000, 8_000, 8_000), "CNY", Authorised(8_000)).ShouldBe(ReviewReason.None);
        FuelSaleRule
            .Evaluate(
                Report(10_000, 8_000, 8_000),
                "CNY",
                Authorised(8_000) with
                {
                    State = AuthorisationState.Released,
                }
            )
            .ShouldBe(ReviewReason.AuthorisationEnded);
    }

    [Fact]
    public void Nothing_dispensed_is_no_sale()
    {
        FuelSaleRule.IsSale(Report(0, 8_000, 0)).ShouldBeFalse();
        FuelSaleRule.IsSale(Report(1, 8_000, 0)).ShouldBeFalse();
        FuelSaleRule.IsSale(Report(10, 8_000, 8)).ShouldBeTrue();
    }

    [Fact]
    public void A_credit_never_buys_more_litres_than_were_asked_for() =>
        Gen.Select(Gen.Long[1, 200_000], Gen.Long[1, 99_999])
            .Sample(
                (volume, price) =>
                    ((Int128)FuelSaleRule.CreditFen(volume, price) * 10_000).ShouldBeInRange(
                        (Int128)volume * price - 9_999,
                        (Int128)volume * price
                    )
            );

    [Fact]
    public void No_number_that_can_be_written_overflows_the_rule() =>
        Gen.Select(Gen.Long[0, 999_999_999_999_999], Gen.Long[0, 999_999_999_999_999], Gen.Long[0, 99_999_999_999_999])
            .Sample(
                (volume, price, amount) =>
                    FuelSaleRule.Evaluate(Report(volume, price, amount), "CNY", null) is not ReviewReason.Changed
            );

    private static TransactionReport Report(long volume, long price, long amount) =>
        new()
        {
            Pump = 1,
            SiteTransaction = "t",
            Deferred = false,
            Product = "95",
            Currency = "CNY",
            AmountFen = amount,
            VatMilli = 13_000,
            VolumeMl = volume,
            PriceMilli = price,
            Exact = true,
        };

    private static Authorisation Authorised(long credit) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Pump = new(new(Guid.NewGuid()), 1),
            Customer = new(Guid.NewGuid()),
            Currency = "CNY",
            CreditFen = credit,
            Products = [],
            PaymentMethod = "pace",
            State = AuthorisationState.Unlocked,
            Version = 1,
            CreatedAt = default,
            ChangedAt = default,
        };
}
