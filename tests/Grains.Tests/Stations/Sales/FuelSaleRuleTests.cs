using System.Globalization;
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

    [Theory]
    [InlineData("25.35", 7_890, 20_000, ReviewReason.None)]
    [InlineData("36.27", 7_890, 28_620, ReviewReason.None)]
    [InlineData("25.35", 7_890, 20_500, ReviewReason.AmountMismatch)]
    [InlineData("25.350", 7_890, 20_000, ReviewReason.AmountMismatch)]
    [InlineData("10.00", 8_000, 8_005, ReviewReason.None)]
    [InlineData("10.00", 8_000, 8_006, ReviewReason.AmountMismatch)]
    [InlineData("10.00", 8_000, 7_995, ReviewReason.None)]
    [InlineData("10.00", 8_000, 7_994, ReviewReason.AmountMismatch)]
    [InlineData("10.0", 8_000, 8_041, ReviewReason.None)]
    [InlineData("10.0", 8_000, 8_042, ReviewReason.AmountMismatch)]
    public void The_amount_may_be_off_by_what_the_display_rounded_and_a_fen(
        string litres,
        long price,
        long amount,
        ReviewReason review
    )
    {
        var decimals = litres.Length - litres.IndexOf('.', StringComparison.Ordinal) - 1;
        var volume = (long)(decimal.Parse(litres, CultureInfo.InvariantCulture) * 1_000);
        FuelSaleRule.Evaluate(Report(volume, price, amount, decimals), "CNY", null).ShouldBe(review);
    }

    // The true litres are in microlitres: a dispenser counts finer than it shows.
    [Fact]
    public void Litres_that_the_display_rounded_are_payable_either_way_and_beyond_the_tolerance_they_are_held() =>
        Gen.Select(Gen.Long[1_000_000, 150_000_000], Gen.Long[4_000, 9_999], Gen.Int[0, 3], Gen.Bool, Gen.Bool)
            .Sample(
                (microlitres, price, decimals, up, beyond) =>
                {
                    var mode = up ? MidpointRounding.AwayFromZero : MidpointRounding.ToEven;
                    var litres = Math.Round(microlitres / 1_000_000m, decimals, mode);
                    var amount = Math.Round(microlitres / 1_000_000m * price / 10, 0, mode);
                    var half = decimals == 3 ? 0 : 0.5m * (decimal)Math.Pow(0.1, decimals);
                    if (beyond)
                        amount = up
                            ? Math.Floor((litres + half) * price / 10) + 2
                            : Math.Ceiling((litres - half) * price / 10) - 2;
                    if (litres == 0 || amount <= 0)
                        return;
                    FuelSaleRule
                        .Evaluate(Report((long)(litres * 1_000), price, (long)amount, decimals), "CNY", null)
                        .ShouldBe(beyond ? ReviewReason.AmountMismatch : ReviewReason.None);
                }
            );

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

    private static TransactionReport Report(long volume, long price, long amount, int decimals = 3) =>
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
            VolumeDecimals = decimals,
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
