namespace FuelGrains.WebFront.Orders;

/// <summary>An order on the wire, as its customer sees it.</summary>
internal sealed record OrderJson(
    Guid Id, Guid SaleId, string Title, int Quantity, long AmountFen, OrderStatus Status, CloseCause Cause,
    DateTimeOffset CreatedAt, DateTimeOffset PayBy, DateTimeOffset? ClosedAt, Guid? TeamId)
{
    public static OrderJson Of(OrderView o) =>
        new(o.Id.Value, o.Sale.Value, o.Title, o.Quantity, o.AmountFen, o.Status, o.Cause, o.CreatedAt, o.PayBy, o.ClosedAt, o.Team?.Value);

    public static OrderJson Of(OrdersUpdate update, OrderChange o) =>
        new(o.Order.Value, update.Sale.Value, update.Title, o.Quantity, o.AmountFen, o.Status, o.Cause, o.CreatedAt, o.PayBy, o.ClosedAt, o.Team?.Value);
}

/// <summary>An order with its money: what was paid, what went back, and whether a person looks at it.</summary>
internal sealed record OrderDetailJson(
    Guid Id, Guid SaleId, string Title, int Quantity, long AmountFen, OrderStatus Status, CloseCause Cause,
    DateTimeOffset CreatedAt, DateTimeOffset PayBy, DateTimeOffset? PaidAt, DateTimeOffset? FulfilledAt, DateTimeOffset? ClosedAt,
    Guid? TeamId, bool Frozen, ImmutableArray<OrderPaymentJson> Payments, ImmutableArray<OrderRefundJson> Refunds)
{
    public static OrderDetailJson Of(OrderDetail d) => new(
        d.Order.Id.Value, d.Order.Sale.Value, d.Order.Title, d.Order.Quantity, d.Order.AmountFen, d.Order.Status, d.Order.Cause, d.Order.CreatedAt,
        d.Order.PayBy, d.PaidAt, d.FulfilledAt, d.Order.ClosedAt, d.Order.Team?.Value, d.Frozen,
        [.. d.Payments.Select(p => new OrderPaymentJson(p.TransactionId, p.AmountFen, p.State, p.PaidAt))],
        [.. d.Refunds.Where(r => r.State != RefundState.Closed).Select(OrderRefundJson.Of)]);
}

internal sealed record OrderPaymentJson(string TransactionId, long AmountFen, PaymentState State, DateTimeOffset PaidAt);

/// <summary>A refund as its customer sees it: pending and accepted are on their way, only succeeded is back.</summary>
internal sealed record OrderRefundJson(
    string OutRefundNo, long AmountFen, int Units, RefundState State, RefundCause Cause, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static OrderRefundJson Of(RefundView r) => new(r.OutRefundNo, r.AmountFen, r.Units, r.State, r.Cause, r.CreatedAt, r.UpdatedAt);
}

internal sealed record OrderList(DateTimeOffset ServerTime, ImmutableArray<OrderJson> Orders, Guid? Next);

/// <summary>The first answer to an accepted order; the same key gives the same bytes again.</summary>
internal sealed record PlacedOrder(Guid OrderId, OrderStatus Status, DateTimeOffset PayBy, long AmountFen);
