using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>How payments are followed. Section <c>Payments</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>
    /// How long after payBy a closing order waits for a gateway that does not answer, before its units are released. Default: 10 min;
    /// a payment that still arrives afterwards is refunded.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CloseGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The wait before the first query about an attempt; each query doubles it. Default: 5 s, as long as a quick payer needs.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstQuery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest wait between two queries while the order is open. Default: 1 min; a lost callback delays a customer no longer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestQuery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Queries of one order beyond the schedule, which its customer prompts by coming back or looking. Default: 3, for a payment that
    /// WeChat shows only a few seconds later.
    /// </summary>
    [Range(0, 100)]
    public int PromptedQueries { get; set; } = 3;

    /// <summary>The shortest wait between two prompted queries of one order. Default: 3 s, so that the second is in time as well.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PromptedGap { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait between two tries to close an attempt of an order that holds units. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestClosing { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longest wait between two queries once the order holds nothing and only a late payment may arrive. Default: 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestAfterwards { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long after payBy an attempt of unknown outcome is queried. Default: 48 h, twice as long as WeChat calls back.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan FollowFor { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How long a prepay_id is handed out again. Default: 110 min; WeChat's live for two hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan PrepayLives { get; set; } = TimeSpan.FromMinutes(110);

    /// <summary>Attempts that one order may use up. Default: 20; a customer who needs more is not helped by another attempt.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>
    /// Longest time that one grain call spends at the gateway. Default: 4 s, below the 5 s that grains wait for each other.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    [ConfigurationKeyName("GatewayPatience")]
    public TimeSpan GatewayDeadline { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The wait between two sweeps for due payments, attempts and refunds. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The simulator's page on which a developer pays: <c>{PayPage}{prepay_id}</c>. Default: none, the phone pays.</summary>
    public Uri? PayPage { get; set; }
}
