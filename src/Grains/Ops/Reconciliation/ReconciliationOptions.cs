using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Limits of the cost of a reconciliation run. Section <c>Conservation</c>, as settings keep their names.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>The time between two runs; one silo runs for all. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How late the silo of the last run may be before another silo takes over. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Orders counted in a run, on the average: half of them in campaigns that changed, half in those not counted for longest. Default:
    /// 500,000. Counting a campaign of a million orders took 1.5 to 4 s (PostgreSQL) and 4.5 s (SQLite) on two busy cores, so such a
    /// campaign has its turn every fourth run; campaigns of a quarter of that size have it in every run.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public long OrdersCounted { get; set; } = 500_000;

    /// <summary>Payments, orders and vouchers evaluated one by one in a run, this many of each, in turn. Default: 50,000.</summary>
    [Range(1, 100_000_000)]
    public int Window { get; set; } = 50_000;

    /// <summary>The latest of each, evaluated in every run besides. Default: 10,000.</summary>
    [Range(1, 100_000_000)]
    public int Latest { get; set; } = 10_000;

    /// <summary>Discrepancies named in a report. Default: 200, because a person reads them. Setting <c>MaxBreaches</c>.</summary>
    [Range(1, 100_000), ConfigurationKeyName("MaxBreaches")]
    public int MaxDiscrepancies { get; set; } = 200;
}
