using System.Diagnostics.Metrics;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The hot path's metrics. Meter <c>FuelGrains</c>.</summary>
internal static class ShardMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Held = Meter.CreateCounter<long>(
        "fuelgrains.orders.held",
        "{order}",
        "Orders committed."
    );
    private static readonly Counter<long> Moved = Meter.CreateCounter<long>(
        "fuelgrains.orders.moved",
        "{order}",
        "Changes of orders committed."
    );
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>(
        "fuelgrains.shard.batch",
        "{row}",
        "Rows in a commit."
    );
    private static readonly Histogram<double> OpenTime = Meter.CreateHistogram<double>(
        "fuelgrains.shard.open",
        "s",
        "Time to open a shard.",
        advice: new InstrumentAdvice<double>
        {
            // The default buckets begin at 5 s, so nearly every shard would be in the first.
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        }
    );
    private static readonly UpDownCounter<long> InMemory = Meter.CreateUpDownCounter<long>(
        "fuelgrains.shard.orders",
        "{order}",
        "Orders remembered by open shards."
    );

    public static void Opened(StockShard shard, TimeSpan took)
    {
        OpenTime.Record(took.TotalSeconds);
        InMemory.Add(shard.OrdersInMemory);
    }

    public static void Closed(StockShard shard) => InMemory.Add(-shard.OrdersInMemory);

    public static void Forgotten(int orders) => InMemory.Add(-orders);

    public static void Committed(ShardBatch batch)
    {
        Held.Add(batch.Holds.Count);
        InMemory.Add(batch.Holds.Count);
        Moved.Add(batch.Moves.Count);
        BatchSize.Record(batch.Count);
    }
}
