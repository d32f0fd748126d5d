using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>How refunds are decided and sent. Section <c>Refunds</c>.</summary>
public sealed class RefundOptions
{
    /// <summary>
    /// The sum of staff's refunds of one payment, in fen, above which a second member of staff must approve. Default: 100,000
    /// (1,000 yuan).
    /// </summary>
    [Range(0, 100_000_000_000)]
    public long SecondPersonAboveFen { get; set; } = 100_000;

    /// <summary>
    /// The sum of the refunds that one member of staff asked for in the last 24 hours, over all orders, in fen, above which a second
    /// member of staff must approve. Default: 500,000 (5,000 yuan).
    /// </summary>
    [Range(0, 100_000_000_000)]
    public long SecondPersonAboveFenADay { get; set; } = 500_000;

    /// <summary>
    /// How long a refund of staff is recent: another one of the same order needs a word that it is meant. Default: 10 min, more than a
    /// slow line, a second tab or a colleague at the same case take.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RecentFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait after the first request or query; each further one doubles it. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two tries. Default: 10 min; WeChat refunds to bank cards take days.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Longest wait of a refund that WeChat did not take because the merchant's account is empty, or because it is asked too often.
    /// Default: 5 min; the first refund that gets through wakes the others earlier.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan LongestObstacle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Numbers that one refund may use up before it needs manual review. Default: 5.</summary>
    [Range(1, 100)]
    public int MaxNumbers { get; set; } = 5;
}
