using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>How much a look at the books costs at most. Section <c>Reconciliation</c>.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>Between two looks, by one silo for all. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the silo that looked last may be late before another looks. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Orders counted in a look, on the average: half of them of sales that changed, half of those not counted for longest. Default:
    /// 500,000. Counting a sale of a million took 1.5 to 4 s (PostgreSQL) and 4.5 s (SQLite) on two busy cores, so it has its turn
    /// every fourth look; sales of a quarter of that have it in every one.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public long OrdersCounted { get; set; } = 500_000;

    /// <summary>Payments, orders and vouchers judged one by one in a look, of each, going round. Default: 50,000.</summary>
    [Range(1, 100_000_000)]
    public int Window { get; set; } = 50_000;

    /// <summary>The latest of each, judged in every look besides. Default: 10,000.</summary>
    [Range(1, 100_000_000)]
    public int Latest { get; set; } = 10_000;

    /// <summary>Breaches named in a report. Default: 200: a person reads them.</summary>
    [Range(1, 100_000)]
    public int MaxBreaches { get; set; } = 200;
}
