using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders;

/// <summary>The part of an order's row that payments and refunds need: an order of goods, or a fuel order. Amounts in fen.</summary>
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
    private const string GoodsColumns =
        "o.id, o.campaign_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause, o.pay_by";
    private const string FuelColumns =
        "o.id, o.pump, o.customer_id, s.name, o.grade, o.money_fen, o.status, o.cause, o.pay_by";

    /// <summary>The fuel order's grain owns the order, not a stock shard.</summary>
    public bool IsFuel { get; init; }

    public static async Task<OrderSnapshot?> FindAsync(LedgerSession session, OrderId order) =>
        await session
            .Sql($"SELECT {GoodsColumns} FROM orders o JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @id")
            .With("id", order.Value)
            .FirstAsync(ReadGoods)
        ?? await session
            .Sql($"SELECT {FuelColumns} FROM fuel_orders o JOIN stations s ON s.id = o.station_id WHERE o.id = @id")
            .With("id", order.Value)
            .FirstAsync(ReadFuel);

    private static OrderSnapshot ReadGoods(LedgerRow r) =>
        new(
            new(r.Id(0)),
            new(new(r.Id(1)), r.Int(2)),
            new(r.Id(3)),
            r.Text(4),
            r.Int(5),
            r.Long(6),
            (OrderStatus)r.Int(7),
            (CloseCause)r.Int(8),
            r.Time(9)
        );

    private static OrderSnapshot ReadFuel(LedgerRow r) =>
        new(
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
        };
}
