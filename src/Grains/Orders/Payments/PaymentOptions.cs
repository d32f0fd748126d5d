using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>How payments are followed. Section <c>Payments</c>.</summary>
public sealed class PaymentOptions
{
    /// <summary>
    /// After payBy, how long an order waits for a gateway that does not say whether money came, before its units return. Default:
    /// 10 min; money that still comes is refunded.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CloseGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>When a fresh attempt is first asked for; the wait doubles with each question. Default: 5 s, as long as a quick payer needs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstQuery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait between two questions while the order is open. Default: 1 min; a lost callback delays a customer no longer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestQuery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait between two tries to close an attempt of an order that holds units. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestClosing { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait once nothing is held any more and only late money is looked for. Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestAfterwards { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after payBy an attempt of unknown end is asked for. Default: 48 h, twice as long as WeChat calls back.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan FollowFor { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How long a prepay_id is handed out again. Default: 110 min; WeChat's live for two hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan PrepayLives { get; set; } = TimeSpan.FromMinutes(110);

    /// <summary>Numbers that one order may use up. Default: 20; each further one is a customer who cannot be helped by trying again.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Longest time that one call of an order's money spends with the gateway. Default: 4 s, below the grains' 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan GatewayPatience { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often due money is looked for. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the gateway's simulator lets a person pay: <c>{PayPage}{prepay_id}</c>. Default: none, the phone does it.</summary>
    public Uri? PayPage { get; set; }
}

/// <summary>How refunds are decided and sent. Section <c>Refunds</c>.</summary>
public sealed class RefundOptions
{
    /// <summary>What staff may refund of one payment, in fen and all together, before a second person must approve. Default: 100,000 (1,000 yuan).</summary>
    [Range(0, 100_000_000_000)]
    public long SecondPersonAboveFen { get; set; } = 100_000;

    /// <summary>The wait after sending or asking; it doubles with each try. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two tries. Default: 10 min; WeChat refunds to bank cards take days.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Numbers that one refund may use up before a person must look. Default: 5.</summary>
    [Range(1, 100)]
    public int MaxNumbers { get; set; } = 5;
}

/// <summary>Who we are to WeChat Pay: money for anybody else is not ours to keep.</summary>
public sealed record Merchant(string AppId, string MerchantId);
