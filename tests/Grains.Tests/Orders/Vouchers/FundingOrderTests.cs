using System.Collections.Immutable;
using CsCheck;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

public sealed class FundingOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly StationId Here = new(Guid.NewGuid());
    private static readonly StationId Elsewhere = new(Guid.NewGuid());

    private static readonly Gen<VoucherView> AnyVoucher =
        from kind in Gen.Enum<ProductKind>()
        from state in Gen.Frequency((6, Gen.Const(VoucherState.Issued)), (1, Gen.Enum<VoucherState>()))
        from grade in Gen.Frequency((2, Gen.Const("95#")), (1, Gen.Const("92#")))
        from ml in Gen.Long[0, 60_000]
        from value in Gen.Long[0, 20_000]
        from threshold in Gen.Long[0, 30_000]
        from days in Gen.Int[-1, 20]
        from begun in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from everywhere in Gen.Bool
        select Voucher(
            kind,
            grade,
            ml,
            value,
            threshold,
            Now.AddDays(days),
            state,
            begun ? Now.AddDays(-30) : Now.AddHours(1),
            everywhere ? null : Elsewhere
        );

    // Stations report litres times price, a fen up or down; sometimes the amount is arbitrary.
    private static readonly Gen<FuellingBill> AnyBill =
        from ml in Gen.Long[0, 100_000]
        from price in Gen.Long[0, 12_000]
        from cents in Gen.Frequency((4, Gen.Long[-1, 1]), (1, Gen.Long[-5_000, 5_000]))
        select new FuellingBill(Here, "95#", ml, price, Math.Max(0, ml * price / 10_000 + cents));

    [Fact]
    public void Vouchers_and_money_make_up_the_amount_and_no_voucher_gives_more_than_it_has() =>
        Gen.Select(AnyBill, AnyVoucher.Array[0, 8])
            .Sample(
                (bill, vouchers) =>
                {
                    var funding = FundingOrder.Plan(bill, vouchers, Now);
                    var byId = vouchers.ToDictionary(v => v.Id);
                    (funding.Vouchers.Sum(s => s.AmountFen) + funding.MoneyFen).ShouldBe(bill.AmountFen);
                    funding.MoneyFen.ShouldBeGreaterThanOrEqualTo(0);
                    funding.Vouchers.ShouldAllBe(s =>
                        s.AmountFen >= 0 && s.UsedMl >= 0 && s.UsedMl <= byId[s.Voucher].RemainingMl
                    );
                    funding.Vouchers.Sum(s => s.UsedMl).ShouldBeLessThanOrEqualTo(bill.VolumeMl);
                    funding.Vouchers.Select(s => s.Voucher).ShouldBeUnique();
                    foreach (var share in funding.Vouchers)
                        VoucherRule.Use(byId[share.Voucher], share).ShouldNotBeNull();
                }
            );

    [Fact]
    public void Only_vouchers_of_the_grade_that_are_free_valid_and_of_this_station_pay() =>
        Gen.Select(AnyBill, AnyVoucher.Array[0, 8])
            .Sample(
                (bill, vouchers) =>
                {
                    var byId = vouchers.ToDictionary(v => v.Id);
                    foreach (var used in FundingOrder.Plan(bill, vouchers, Now).Vouchers.Select(s => byId[s.Voucher]))
                    {
                        used.State.ShouldBe(VoucherState.Issued);
                        (used.ValidFrom <= Now && Now < used.ValidTo && used.Unit.IsValidAt(Here)).ShouldBeTrue();
                        (
                            used.Unit.Kind == ProductKind.Yuan
                            || used.Unit.Kind == ProductKind.Litres && used.Unit.Grade == "95#"
                        ).ShouldBeTrue();
                    }
                }
            );

    [Fact]
    public void Litres_come_first_by_expiry_and_at_most_one_yuan_voucher_after_them() =>
        Gen.Select(AnyBill, AnyVoucher.Array[0, 8])
            .Sample(
                (bill, vouchers) =>
                {
                    var byId = vouchers.ToDictionary(v => v.Id);
                    var shares = FundingOrder.Plan(bill, vouchers, Now).Vouchers;
                    var litres = shares.TakeWhile(s => byId[s.Voucher].Unit.Kind == ProductKind.Litres).ToList();
                    litres.Select(s => byId[s.Voucher].ValidTo).ShouldBeInOrder();
                    // Only the last paying voucher may keep a rest.
                    litres.SkipLast(1).ShouldAllBe(s => s.UsedMl == byId[s.Voucher].RemainingMl);
                    var rest = shares.Skip(litres.Count).ToList();
                    rest.Count.ShouldBeLessThanOrEqualTo(1);
                    foreach (var yuan in rest)
                    {
                        var left = bill.AmountFen - litres.Sum(s => s.AmountFen);
                        byId[yuan.Voucher].Unit.ThresholdFen.ShouldBeLessThanOrEqualTo(left);
                        yuan.AmountFen.ShouldBe(Math.Min(left, byId[yuan.Voucher].Unit.ValueFen));
                    }
                    // Litres that a voucher still has are never paid with money.
                    var (covered, free) = (
                        litres.Sum(s => s.UsedMl),
                        vouchers
                            .Where(v => Usable(v) && v.Unit is { Kind: ProductKind.Litres, Grade: "95#" })
                            .Sum(v => v.RemainingMl)
                    );
                    covered.ShouldBe(Math.Min(free, bill.VolumeMl));
                }
            );

    [Fact]
    public void The_order_of_the_wallet_does_not_matter() =>
        Gen.Select(AnyBill, AnyVoucher.Array[0, 8])
            .Sample(
                (bill, vouchers) =>
                {
                    var there = FundingOrder.Plan(bill, vouchers, Now);
                    var back = FundingOrder.Plan(bill, vouchers.Reverse(), Now);
                    back.MoneyFen.ShouldBe(there.MoneyFen);
                    back.Vouchers.ShouldBe(there.Vouchers);
                }
            );

    [Fact]
    public void A_litre_voucher_pays_its_litres_at_the_sales_own_price_and_keeps_what_is_unused()
    {
        var (early, late) = (Litres(30_000, days: 5), Litres(30_000, days: 9));
        // 40 L at 7.899: 315.96 yuan; 30 L of them cost 236.97.
        FundingOrder
            .Plan(new(Here, "95#", 40_000, 7_899, 31_596), [late, early], Now)
            .Vouchers.ShouldBe([new(early.Id, 30_000, 23_697), new(late.Id, 10_000, 7_899)]);
        var alone = FundingOrder.Plan(new(Here, "95#", 40_000, 7_899, 31_596), [early], Now);
        (alone.Vouchers.ShouldHaveSingleItem(), alone.MoneyFen).ShouldBe((new(early.Id, 30_000, 23_697), 7_899L));
    }

    [Fact]
    public void The_threshold_of_a_yuan_voucher_applies_to_the_amount_after_the_litres()
    {
        var litres = Litres(30_000, days: 5);
        var (over, under) = (Yuan(5_000, threshold: 8_000), Yuan(1_000, threshold: 7_899));
        // 10 of 40 L are left: 78.99 yuan.
        FundingOrder
            .Plan(new(Here, "95#", 40_000, 7_899, 31_596), [over, under, litres], Now)
            .Vouchers[1..]
            .ShouldBe([new(under.Id, 0, 1_000)]);
        FundingOrder
            .Plan(new(Here, "95#", 40_000, 7_899, 31_596), [over, under], Now)
            .Vouchers.ShouldBe([new(over.Id, 0, 5_000)]);
    }

    [Fact]
    public void A_yuan_voucher_gives_no_change_and_of_two_that_pay_all_the_smaller_one_is_used()
    {
        var (large, small) = (Yuan(10_000), Yuan(5_000));
        FundingOrder
            .Plan(new(Here, "95#", 1_000, 7_000, 700), [large, small], Now)
            .Vouchers.ShouldBe([new(small.Id, 0, 700)]);
        FundingOrder
            .Plan(new(Here, "95#", 10_000, 7_000, 7_000), [large, small], Now)
            .Vouchers.ShouldBe([new(large.Id, 0, 7_000)]);
    }

    private static bool Usable(VoucherView v) => VoucherRule.Evaluate(v, Here, Now) == VoucherUsability.Usable;

    private static VoucherView Litres(long ml, int days) =>
        Voucher(ProductKind.Litres, "95#", ml, 0, 0, Now.AddDays(days));

    private static VoucherView Yuan(long value, long threshold = 0) =>
        Voucher(ProductKind.Yuan, "", 0, value, threshold, Now.AddDays(9));

    private static VoucherView Voucher(
        ProductKind kind,
        string grade,
        long ml,
        long value,
        long threshold,
        DateTimeOffset validTo,
        VoucherState state = VoucherState.Issued,
        DateTimeOffset? validFrom = null,
        StationId? only = null
    ) =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Customer = default,
            Title = "",
            PriceFen = 0,
            State = state,
            RemainingMl = kind == ProductKind.Litres ? ml : 0,
            ValidFrom = validFrom ?? Now.AddDays(-30),
            ValidTo = validTo,
            IssuedAt = Now.AddDays(-30),
            ChangedAt = Now.AddDays(-30),
            Unit = new()
            {
                Kind = kind,
                Grade = kind == ProductKind.Litres ? grade : "",
                VolumeMl = kind == ProductKind.Litres ? 60_000 : 0,
                ValueFen = kind == ProductKind.Yuan ? value : 0,
                ThresholdFen = kind == ProductKind.Yuan ? threshold : 0,
                Stations = only is { } s ? [s] : [],
            },
        };
}
