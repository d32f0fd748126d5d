using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>An order's row, as its money needs it: one of a flash sale, or one for fuel.</summary>
internal sealed record OrderSnapshot(
    OrderId Id,
    StockShardKey Shard,
    CustomerId Customer,
    string Title,
    int Quantity,
    long AmountFen,
    OrderStatus Status,
    CloseCause Cause,
    DateTimeOffset PayBy
)
{
    /// <summary>Its owner is the fuel order's grain, not a shard.</summary>
    public bool IsFuel { get; init; }

    public static async Task<OrderSnapshot?> FindAsync(LedgerSession session, OrderId order) =>
        await session
            .Sql(
                """
                SELECT o.id, o.campaign_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause, o.pay_by
                FROM orders o JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @id
                """
            )
            .With("id", order.Value)
            .FirstAsync(r => new OrderSnapshot(
                new(r.Id(0)),
                new(new(r.Id(1)), r.Int(2)),
                new(r.Id(3)),
                r.Text(4),
                r.Int(5),
                r.Long(6),
                (OrderStatus)r.Int(7),
                (CloseCause)r.Int(8),
                r.Time(9)
            ))
        ?? await session
            .Sql(
                """
                SELECT o.id, o.pump, o.customer_id, s.name, o.grade, o.money_fen, o.status, o.cause, o.pay_by
                FROM fuel_orders o JOIN stations s ON s.id = o.station_id WHERE o.id = @id
                """
            )
            .With("id", order.Value)
            .FirstAsync(r => new OrderSnapshot(
                new(r.Id(0)),
                default,
                new(r.Id(2)),
                $"{r.Text(3)} {r.Int(1)} {r.Text(4)}".TrimEnd(),
                1,
                r.Long(5),
                (OrderStatus)r.Int(6),
                (CloseCause)r.Int(7),
                r.Time(8)
            )
            {
                IsFuel = true,
            });
}
