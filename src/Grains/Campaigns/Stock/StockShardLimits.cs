using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The hot path's limits. Section <c>StockShard</c>. Full is an answer (503), never a longer queue.</summary>
public sealed class StockShardLimits
{
    /// <summary>Orders in one commit. Default: 512; the cost of a row hardly falls beyond it.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 512;

    /// <summary>Requests that may wait for a shard's next commit. Default: 8,192, about half a second's work.</summary>
    [Range(1, 1_000_000)]
    public int MaxPending { get; set; } = 8_192;

    /// <summary>How long a batch waits for company. Default: zero, a batch is what gathered while the last one was on its way.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>The shard's own tick: expires holds, reports stock, renews the gate. Default: 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest time between two messages to a gate, well below the second for which it believes one. Default: 400 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:01")]
    public TimeSpan GateRenewal { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// How long a shard holds still for a change of its campaign, which usually takes some milliseconds. Default: 3 s. The campaign waits
    /// half as long for its shards.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan StillFor { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long an order that ended, unpaid or wholly refunded, is kept in memory with its idempotency key, which is promised for seven
    /// days. An open shard keeps it for up to twice as long. Default: 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "400.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an attached web node is believed to be there; it renews every 2 s. Default: 6 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ObserverExpiry { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How long before its campaign starts a shard is opened. Default: 1 min, enough for a silo that dies meanwhile to be noticed (6 s)
    /// and replaced (two runs of the warmer).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:20", "01:00:00")]
    public TimeSpan WarmBefore { get; set; } = TimeSpan.FromMinutes(1);
}
