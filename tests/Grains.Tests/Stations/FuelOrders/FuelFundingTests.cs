using System.Collections.Immutable;
using CsCheck;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.FuelOrders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>Whatever the meter comes to, money and litres are conserved: paid by vouchers, kept, or back.</summary>
public sealed class FuelFundingTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly StationId Here = new(Guid.NewGuid());

    private static readonly Gen<VoucherView> Held =
        from litres in Gen.Bool
        from ml in Gen.Long[1, 60_000]
        from value in Gen.Long[1, 20_000]
        from threshold in Gen.Long[0, 30_000]
        from days in Gen.Int[1, 20]
        select Voucher(
            litres ? ProductKind.Litres : ProductKind.Yuan,
            litres ? ml : 0,
            litres ? 0 : value,
            litres ? 0 : threshold,
            Now.AddDays(days)
        );

    private static readonly Gen<(long Price, long CreditFen, long MeterFen, ImmutableArray<VoucherView> Held)> Any =
        from price in Gen.Long[5_000, 12_000]
        from credit in Gen.Long[100, 150_000]
        from meter in Gen.Long[1, credit]
        from held in Held.Array[0, 6]
        select (price, credit, meter, held.ToImmutableArray());

    [Fact]
    public void What_is_paid_up_front_suffices_for_every_meter_result_and_the_rest_goes_back() =>
        Any.Sample(
            any =>
            {
                var (price, creditFen, meterFen, held) = any;
                var paid = FuelFunding.UpFrontFen(Bill(price, creditFen), held, Now);
                paid.ShouldBeInRange(0, creditFen);
                // The meter's litres, rounded as meters round; dearer than the credit they never are.
                var bill = Bill(price, meterFen);
                var (settled, shares) = FuelFunding.Settle(bill, held, Now, paid).ShouldNotBeNull();
                (settled.VoucherFen + settled.MoneyFen).ShouldBe(meterFen);
                settled.MoneyFen.ShouldBeInRange(0, paid);
                shares.Sum(s => s.AmountFen).ShouldBe(settled.VoucherFen);
                shares.Sum(s => s.UsedMl).ShouldBeLessThanOrEqualTo(bill.VolumeMl);
                foreach (var share in shares)
                    VoucherRule
                        .Use(held.Single(v => v.Id == share.Voucher), share)
                        .ShouldNotBeNull()
                        .RemainingMl.ShouldBe(held.Single(v => v.Id == share.Voucher).RemainingMl - share.UsedMl);
            },
            iter: 20_000
        );

    [Fact]
    public void A_driver_who_stops_below_a_threshold_still_finds_enough_paid()
    {
        var off = Voucher(ProductKind.Yuan, 0, 5_000, 9_000, Now.AddDays(1));
        FuelFunding.UpFrontFen(Bill(8_000, 10_000), [off], Now).ShouldBe(8_999);
        FuelFunding.Settle(Bill(8_000, 8_999), [off], Now, 8_999).ShouldNotBeNull().Settled.MoneyFen.ShouldBe(8_999);
        FuelFunding.Settle(Bill(8_000, 10_000), [off], Now, 8_999).ShouldNotBeNull().Settled.MoneyFen.ShouldBe(5_000);
    }

    [Fact]
    public void A_price_that_fell_meanwhile_is_never_charged_beyond_what_was_paid()
    {
        var litres = Voucher(ProductKind.Litres, 10_000, 0, 0, Now.AddDays(1));
        var paid = FuelFunding.UpFrontFen(Bill(8_000, 10_000), [litres], Now);
        paid.ShouldBe(2_000);
        FuelFunding.Settle(new(Here, "95#", 14_286, 7_000, 10_000), [litres], Now, paid).ShouldBeNull();
    }

    [Fact]
    public void A_voucher_that_runs_out_while_its_driver_fuels_still_pays()
    {
        var litres = Voucher(ProductKind.Litres, 10_000, 0, 0, Now.AddMinutes(1));
        FuelFunding.Plan(Bill(8_000, 4_000), [litres], heldAt: Now).MoneyFen.ShouldBe(0);
        FuelFunding.Plan(Bill(8_000, 4_000), [litres], heldAt: Now.AddMinutes(1)).MoneyFen.ShouldBe(4_000);
    }

    private static FuellingBill Bill(long price, long fen) =>
        new(Here, "95#", Math.Max(1, fen * 10_000 / price), price, fen);

    private static VoucherView Voucher(ProductKind kind, long ml, long value, long threshold, DateTimeOffset validTo) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Customer = new(Guid.NewGuid()),
            Title = "",
            RemainingMl = ml,
            PriceFen = 1,
            State = VoucherState.Held,
            Holder = "fuelling/x",
            Unit = new()
            {
                Kind = kind,
                Grade = kind == ProductKind.Litres ? "95#" : "",
                VolumeMl = ml,
                ValueFen = value,
                ThresholdFen = threshold,
            },
            ValidFrom = Now.AddDays(-1),
            ValidTo = validTo,
            IssuedAt = Now.AddDays(-1),
            ChangedAt = Now,
        };
}
