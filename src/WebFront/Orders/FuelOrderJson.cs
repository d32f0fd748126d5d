using System.Text.Json.Serialization;

namespace FuelGrains.WebFront.Orders;

/// <summary>
/// An order for fuel on the wire, which is its receipt. Money is in fen, volume in millilitres, the price in thousandths of a yuan a litre.
/// </summary>
/// <param name="MoneyFen">The amount paid with money up front; settled has the part that is kept.</param>
/// <param name="Settled">The amount and volume of the fuel, once the sale is known.</param>
/// <param name="Clear">The state of the site's sale; null while none is known.</param>
/// <param name="Transaction">The site's own name of the sale.</param>
/// <param name="Cancellable">The driver may still give up: before paying, or while the pump can be locked.</param>
internal sealed record FuelOrderJson(
    Guid Id,
    string Type,
    FuelOrderKind Kind,
    FuelStationJson Station,
    int Pump,
    string Grade,
    [property: JsonPropertyName("wish")] FuelPreset Preset,
    long CreditFen,
    long CreditMl,
    long PriceMilli,
    long MoneyFen,
    ImmutableArray<FuelShareJson> Vouchers,
    FuelSettlementJson? Settled,
    OrderStatus Status,
    CloseCause Cause,
    FuelPhase Phase,
    FuelSaleState? Clear,
    string? Transaction,
    bool Cancellable,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    DateTimeOffset? ClosedAt,
    bool Frozen,
    ImmutableArray<OrderPaymentJson> Payments,
    ImmutableArray<OrderRefundJson> Refunds
)
{
    public static FuelOrderJson Of(FuelOrderDetail d) =>
        Of(d.Order, d.StationName) with
        {
            Clear = d.Sale?.State,
            Transaction = d.Sale?.SiteTransaction,
            Frozen = d.Payments.Any(p => p.State == PaymentState.Frozen) || d.Order.Phase == FuelPhase.BackOffice,
            Payments = [.. d.Payments.Select(OrderPaymentJson.Of)],
            Refunds = [.. d.Refunds.Where(r => r.State != RefundState.Closed).Select(OrderRefundJson.Of)],
        };

    /// <summary>A new order, without any payment.</summary>
    public static FuelOrderJson Of(FuelOrder o, string stationName) =>
        new(
            o.Id.Value,
            OrderJson.OfFuel,
            o.Kind,
            new(o.Pump.Station.Value, stationName),
            o.Pump.Number,
            o.Grade,
            o.Preset,
            o.CreditFen,
            o.CreditMl,
            o.PriceMilli,
            o.MoneyFen,
            [.. o.Shares.Select(s => new FuelShareJson(s.Voucher.Value, s.UsedMl, s.AmountFen))],
            o.Settled is { } s ? new(s.VolumeMl, s.AmountFen, s.VoucherFen, s.MoneyFen) : null,
            o.Status,
            o.Cause,
            o.Phase,
            null,
            null,
            o.Status == OrderStatus.PendingPayment
                || (o.Status == OrderStatus.Paid && o.Phase is FuelPhase.Authorising or FuelPhase.Fuelling),
            o.CreatedAt,
            o.PayBy,
            o.PaidAt,
            o.FulfilledAt,
            o.ClosedAt,
            o.Phase == FuelPhase.BackOffice,
            [],
            []
        );
}

internal sealed record FuelStationJson(Guid Id, string Name);

/// <param name="UsedMl">The used volume of a litre voucher.</param>
internal sealed record FuelShareJson(Guid VoucherId, long UsedMl, long AmountFen);

internal sealed record FuelSettlementJson(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);
