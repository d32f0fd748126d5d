namespace FuelGrains.WebFront.Orders;

/// <summary>An order on the wire, as its customer sees it in a list.</summary>
/// <param name="Type"><c>goods</c> or <c>fuel</c>. An order for fuel has no campaign; its title is the station's name.</param>
/// <param name="AmountFen">The part that is paid with money.</param>
/// <param name="Fuel">The pump and the progress there, for <c>fuel</c>.</param>
internal sealed record OrderJson(
    Guid Id,
    string Type,
    Guid? SaleId,
    string Title,
    int Quantity,
    long AmountFen,
    OrderStatus Status,
    CloseCause Cause,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy,
    DateTimeOffset? ClosedAt,
    Guid? TeamId,
    FuelLineJson? Fuel
)
{
    public const string Goods = "goods";
    public const string OfFuel = "fuel";

    public static OrderJson Of(OrderEntry entry) =>
        entry.Fuel is { } fuel ? Of(fuel, entry.StationName) : Of(entry.Goods!);

    public static OrderJson Of(OrderView o) =>
        new(
            o.Id.Value,
            Goods,
            o.Campaign.Value,
            o.Title,
            o.Quantity,
            o.AmountFen,
            o.Status,
            o.Cause,
            o.CreatedAt,
            o.PayBy,
            o.ClosedAt,
            o.Team?.Value,
            null
        );

    public static OrderJson Of(OrdersUpdate update, OrderChange o) =>
        new(
            o.Order.Value,
            Goods,
            update.Campaign.Value,
            update.Title,
            o.Quantity,
            o.AmountFen,
            o.Status,
            o.Cause,
            o.CreatedAt,
            o.PayBy,
            o.ClosedAt,
            o.Team?.Value,
            null
        );

    private static OrderJson Of(FuelOrder o, string stationName) =>
        new(
            o.Id.Value,
            OfFuel,
            null,
            stationName,
            1,
            o.KeptFen,
            o.Status,
            o.Cause,
            o.CreatedAt,
            o.PayBy,
            o.ClosedAt,
            null,
            new(
                o.Pump.Station.Value,
                o.Pump.Number,
                o.Grade,
                o.Phase,
                o.Settled?.VolumeMl,
                o.Settled?.AmountFen ?? o.CreditFen
            )
        );
}

/// <param name="VolumeMl">The fuelled volume; null until it is known.</param>
/// <param name="AmountFen">The cost of the fuel, by vouchers and money together; until it is known, the most that the pump gives.</param>
internal sealed record FuelLineJson(
    Guid StationId,
    int Pump,
    string Grade,
    FuelPhase Phase,
    long? VolumeMl,
    long AmountFen
);

/// <summary>An order with its money: payments, refunds, and whether it is in manual review.</summary>
internal sealed record OrderDetailJson(
    Guid Id,
    string Type,
    Guid SaleId,
    string Title,
    int Quantity,
    long AmountFen,
    OrderStatus Status,
    CloseCause Cause,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy,
    DateTimeOffset? PaidAt,
    DateTimeOffset? FulfilledAt,
    DateTimeOffset? ClosedAt,
    Guid? TeamId,
    bool Frozen,
    ImmutableArray<OrderPaymentJson> Payments,
    ImmutableArray<OrderRefundJson> Refunds
)
{
    public static OrderDetailJson Of(OrderDetail d) =>
        new(
            d.Order.Id.Value,
            OrderJson.Goods,
            d.Order.Campaign.Value,
            d.Order.Title,
            d.Order.Quantity,
            d.Order.AmountFen,
            d.Order.Status,
            d.Order.Cause,
            d.Order.CreatedAt,
            d.Order.PayBy,
            d.PaidAt,
            d.FulfilledAt,
            d.Order.ClosedAt,
            d.Order.Team?.Value,
            d.Frozen,
            [.. d.Payments.Select(OrderPaymentJson.Of)],
            [.. d.Refunds.Where(r => r.State != RefundState.Closed).Select(OrderRefundJson.Of)]
        );
}

/// <summary>A payment as its customer sees it.</summary>
/// <param name="AmountFen">What the order was paid with: by the customer and WeChat's promotions together.</param>
/// <param name="PayerFen">The part that the customer paid.</param>
internal sealed record OrderPaymentJson(
    string TransactionId,
    long AmountFen,
    long PayerFen,
    PaymentState State,
    DateTimeOffset PaidAt
)
{
    public static OrderPaymentJson Of(PaymentView p) =>
        new(p.TransactionId, p.AmountFen, p.PayerFen, p.State, p.PaidAt);
}

/// <summary>A refund as its customer sees it: pending and accepted are on their way, only succeeded is back.</summary>
/// <param name="PayerFen">
/// The part that goes back to the customer's account; the rest goes back to a promotion of WeChat. Null: WeChat has not said it yet.
/// </param>
internal sealed record OrderRefundJson(
    string OutRefundNo,
    long AmountFen,
    long? PayerFen,
    int Units,
    RefundState State,
    RefundCause Cause,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static OrderRefundJson Of(RefundView r) =>
        new(r.OutRefundNo, r.AmountFen, r.PayerFen, r.Units, r.State, r.Cause, r.CreatedAt, r.UpdatedAt);
}

internal sealed record OrderList(DateTimeOffset ServerTime, ImmutableArray<OrderJson> Orders, Guid? Next);
