namespace FuelGrains.WebFront.Orders;

/// <summary>An order on the wire, as its customer sees it.</summary>
internal sealed record OrderJson(
    Guid Id, Guid SaleId, string Title, int Quantity, long AmountFen, OrderStatus Status, CloseCause Cause,
    DateTimeOffset CreatedAt, DateTimeOffset PayBy, DateTimeOffset? ClosedAt)
{
    public static OrderJson Of(OrderView o) =>
        new(o.Id.Value, o.Sale.Value, o.Title, o.Quantity, o.AmountFen, o.Status, o.Cause, o.CreatedAt, o.PayBy, o.ClosedAt);

    public static OrderJson Of(OrdersUpdate update, OrderChange o) =>
        new(o.Order.Value, update.Sale.Value, update.Title, o.Quantity, o.AmountFen, o.Status, o.Cause, o.CreatedAt, o.PayBy, o.ClosedAt);
}

internal sealed record OrderList(DateTimeOffset ServerTime, ImmutableArray<OrderJson> Orders, Guid? Next);

/// <summary>The first answer to an accepted order; the same key gives the same bytes again.</summary>
internal sealed record PlacedOrder(Guid OrderId, OrderStatus Status, DateTimeOffset PayBy, long AmountFen);
