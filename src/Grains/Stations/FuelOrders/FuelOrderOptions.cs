using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>How long the steps of a fuel order may take. Section <c>FuelOrders</c>.</summary>
public sealed class FuelOrderOptions
{
    /// <summary>How long a sale or a pump is kept for who is paying. Default: 3 min, for the next car waits.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan PayWithin { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a paid pump that certainly was not unlocked is tried before the money goes back. Default: 30 s: the driver stands there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan AuthoriseWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a site is told that a sale is paid before staff must look. Default: 24 h; a site without a line comes back in a day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ClearWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The wait after a step in vain; it doubles with each further one. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a pump that runs is looked at, in case the news of its end was lost. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an unlocked pump may be called locked, without having run, before it is asked to lock for good. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan RevokeAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often due orders are looked for. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);
}
