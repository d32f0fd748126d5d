using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Vouchers;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Plans how a fuel order is paid: by <see cref="FundingOrder"/>, over vouchers that the order itself holds. A voucher counts as it was
/// when it was held: a voucher that expires while its driver fuels still pays.
/// </summary>
public static class FuelFunding
{
    public static Funding Plan(FuellingBill bill, IEnumerable<VoucherView> held, DateTimeOffset heldAt) =>
        FundingOrder.Plan(bill, held.Select(voucher => voucher with { State = VoucherState.Issued }), heldAt);

    /// <summary>
    /// The money that suffices for every meter result up to the credit, at the credit's price. The result can exceed the money that the
    /// whole credit needs: a yuan voucher pays nothing below its threshold, so a driver who stops just short of it needs more money.
    /// </summary>
    public static long UpFrontFen(FuellingBill credit, ImmutableArray<VoucherView> held, DateTimeOffset heldAt)
    {
        var litres = Plan(credit, held.Where(voucher => voucher.Unit.Kind == ProductKind.Litres), heldAt);
        var yuan = held.Where(voucher => voucher.Unit.Kind == ProductKind.Yuan).ToList();
        // Between two thresholds more fuel never needs less money, so the dearest result is the whole or one fen below a threshold.
        return yuan.Select(voucher => voucher.Unit.ThresholdFen - 1)
            .Where(left => left > 0 && left < litres.MoneyFen)
            .Append(litres.MoneyFen)
            .Max(left => Plan(credit with { VolumeMl = 0, AmountFen = left }, yuan, heldAt).MoneyFen);
    }

    /// <summary>The settlement of a fuelling and the shares of the vouchers; null when the payment is too small.</summary>
    public static (FuelSettlement Settled, ImmutableArray<VoucherShare> Shares)? Settle(
        FuellingBill bill,
        IEnumerable<VoucherView> held,
        DateTimeOffset heldAt,
        long paidFen
    )
    {
        var funding = Plan(bill, held, heldAt);
        if (funding.MoneyFen > paidFen)
            return null;
        return (
            new(bill.VolumeMl, bill.AmountFen, bill.AmountFen - funding.MoneyFen, funding.MoneyFen),
            funding.Vouchers
        );
    }

    /// <summary>The reason that a voucher cannot pay at this station now; null when it can.</summary>
    public static VoucherRefusalReason? Refuse(
        VoucherView voucher,
        StationId station,
        string grade,
        DateTimeOffset now
    ) =>
        VoucherRule.Evaluate(voucher, station, now) switch
        {
            VoucherUsability.NotYet => VoucherRefusalReason.NotYet,
            VoucherUsability.NotHere => VoucherRefusalReason.NotHere,
            VoucherUsability.Held => VoucherRefusalReason.Held,
            VoucherUsability.Used => VoucherRefusalReason.Used,
            VoucherUsability.Expired => VoucherRefusalReason.Expired,
            VoucherUsability.Refunded => VoucherRefusalReason.Refunded,
            _ when voucher.Unit.Kind == ProductKind.Service => VoucherRefusalReason.NotFuel,
            _ when voucher.Unit.Kind == ProductKind.Litres && voucher.Unit.Grade != grade =>
                VoucherRefusalReason.WrongGrade,
            _ => null,
        };
}
