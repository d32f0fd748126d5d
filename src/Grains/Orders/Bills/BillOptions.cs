using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>How WeChat's bills are fetched and matched. Section <c>Bills</c>.</summary>
public sealed class BillOptions
{
    /// <summary>The time of day in China from which yesterday's bill is asked for. Default: 10:00, as WeChat advises.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:00")]
    public TimeSpan ReadyAt { get; set; } = TimeSpan.FromHours(10);

    /// <summary>The wait between two looks for due bills. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Look { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The wait before WeChat is asked again for a bill that it still creates, or that was refused. Default: 30 min, as WeChat
    /// advises.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "06:00:00")]
    public TimeSpan Retry { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a bill is asked for, before it counts as missing and staff must look. Default: 2 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AskFor { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Missed days that are caught up, the latest ones. Default: 30; WeChat keeps bills for three months.</summary>
    [Range(1, 88)]
    public int CatchUpDays { get; set; } = 30;

    /// <summary>How long a silo may be silent about the bill that it matches, before another silo begins anew. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest download of one bill. Default: 4 min, below the lease.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>Largest bill, unpacked. Default: 4 GiB, some ten million rows. The bill lies on disk while it is matched.</summary>
    [Range(1_024, 64L * 1_024 * 1_024 * 1_024)]
    public long MaxBytes { get; set; } = 4L * 1_024 * 1_024 * 1_024;

    /// <summary>Differences of one bill that are stored. Default: 2,000, because people settle them; further ones are counted.</summary>
    [Range(1, 100_000)]
    public int MaxDifferences { get; set; } = 2_000;

    /// <summary>WeChat's agreed fee, in hundredths of a percent. Default: 60, which is 0.6 %.</summary>
    [Range(0, 1_000)]
    public int FeeBasisPoints { get; set; } = 60;
}
