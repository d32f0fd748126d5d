using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>An order's row, as its money needs it.</summary>
internal sealed record OrderFacts(
    OrderId Id, StockShardKey Shard, CustomerId Customer, string Title, int Quantity, long AmountFen, OrderStatus Status, CloseCause Cause,
    DateTimeOffset PayBy)
{
    public static Task<OrderFacts?> FindAsync(LedgerSession session, OrderId order) =>
        session.Sql("""
            SELECT o.id, o.sale_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause, o.pay_by
            FROM orders o JOIN flash_sales s ON s.id = o.sale_id WHERE o.id = @id
            """)
            .With("id", order.Value)
            .FirstAsync(r => new OrderFacts(
                new(r.Id(0)), new(new(r.Id(1)), r.Int(2)), new(r.Id(3)), r.Text(4), r.Int(5), r.Long(6), (OrderStatus)r.Int(7), (CloseCause)r.Int(8),
                r.Time(9)));
}
