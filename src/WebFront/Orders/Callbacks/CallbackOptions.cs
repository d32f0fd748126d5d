using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// Limits of callbacks of WeChat, and of forged ones, for each node. They count signatures that are verified: what lacks a header, has
/// another clock or an unknown serial costs nothing and is refused before. Section <c>Callbacks</c>.
/// </summary>
public sealed class CallbackOptions
{
    /// <summary>Callbacks a second of everybody together. A rush has few thousand. Default: 5,000, a fifth of a core.</summary>
    [Range(0.01, 1_000_000)]
    public double PerSecond { get; set; } = 5_000;

    /// <summary>How many of those may come at once. Default: 20,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 20_000;

    /// <summary>
    /// Callbacks a second of all addresses together that sent nothing genuine lately; the rest is kept for WeChat's. Default: 500, 2 % of
    /// a core.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double StrangersPerSecond { get; set; } = 500;

    /// <summary>How many of those may come at once. Default: 2,000.</summary>
    [Range(1, 1_000_000)]
    public int StrangersBurst { get; set; } = 2_000;

    /// <summary>
    /// Forged callbacks a second of one address that sent nothing genuine lately, before its callbacks are refused unread. Default: 5; a
    /// key gone wrong sends some.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double ForgedPerAddressPerSecond { get; set; } = 5;

    /// <summary>How many of those may come at once. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int ForgedPerAddressBurst { get; set; } = 100;

    /// <summary>Callbacks being verified or committed at once. Default: 512; more could not be done within their 3 s.</summary>
    [Range(1, 100_000)]
    public int MaxAtOnce { get; set; } = 512;

    /// <summary>How many of those may be of addresses that sent nothing genuine lately. Default: 256.</summary>
    [Range(1, 100_000)]
    public int StrangersAtOnce { get; set; } = 256;

    /// <summary>How long one genuine callback speaks for its address. Default: a day, because a small shop has no more.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GenuineFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Forged callbacks a minute that raise an alarm. Default: 60; WeChat itself probes with a few.</summary>
    [Range(1, 1_000_000)]
    public int AlarmPerMinute { get; set; } = 60;
}
