using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>When WeChat is asked before it is told.</summary>
public enum ShippingMode
{
    /// <summary>WeChat says whether it manages the mini-program's shipping.</summary>
    Auto = 0,
    Always = 1,
    Never = 2,
}

/// <summary>How shipping is reported to WeChat. Section <c>WeChat:Shipping</c>.</summary>
public sealed class ShippingOptions
{
    /// <summary>Default: Auto. Never: somebody else reports, or the mini-program is not managed.</summary>
    public ShippingMode Mode { get; set; } = ShippingMode.Auto;

    /// <summary>The wait after the first failed try; each further one doubles it. Default: 20 s; WeChat learns of a payment late.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait between two tries. Default: 1 h; tries never end by themselves.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long "no such payment" and "wrong state" count as "not yet". Default: 1 h; WeChat speaks of a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan VisibleWithin { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A report that waits longer raises the alarm. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often due reports are looked for. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the alarm about refused and overdue reports is brought up to date. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromMinutes(1);
}
