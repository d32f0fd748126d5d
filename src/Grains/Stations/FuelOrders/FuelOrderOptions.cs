using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Limits for the duration of a fuel order's steps. Section <c>FuelOrders</c>.</summary>
public sealed class FuelOrderOptions
{
    /// <summary>How long a sale or a pump stays locked to a payer. Default: 3 min, because the next car waits.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan PayWithin { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// How long the server tries to unlock a paid pump that certainly is not unlocked, before it refunds. Default: 30 s, because the
    /// driver waits at the pump.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan AuthoriseWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server tries to clear a paid sale before manual review. Default: 24 h, because a site that lost its connection is
    /// back within a day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ClearWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The wait after a failed step; each further failure doubles it. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a running pump is polled, in case the report of its sale was lost. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a site may report an unlocked pump as locked, and never as running, before the server revokes the authorisation.
    /// Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00"), ConfigurationKeyName("RecallAfter")]
    public TimeSpan RevokeAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the sweeper looks for due orders. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);
}
