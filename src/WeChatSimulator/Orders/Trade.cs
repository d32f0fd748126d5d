namespace FuelGrains.WeChatSimulator.Orders;

internal enum TradeStatus
{
    NotPay,
    Paid,
    Closed,
}

/// <summary>One out_trade_no. Its book's lock guards it.</summary>
internal sealed class Trade(string outTradeNo, string prepayId, PrepayAsk ask)
{
    public string OutTradeNo => outTradeNo;
    public string PrepayId => prepayId;
    public PrepayAsk Ask => ask;
    public TradeStatus Status { get; set; }

    /// <summary>What was paid, as query and callback tell it; null until it is.</summary>
    public Payment? Payment { get; set; }

    public List<Refund> Refunds { get; } = [];

    /// <summary>Gone or on its way: a refund that was CLOSED frees its amount again.</summary>
    public long RefundFen => Refunds.Where(r => r.Status != "CLOSED").Sum(r => r.RefundFen);

    public string State =>
        (Status, Refunds.Count) switch
        {
            (TradeStatus.Paid, > 0) => "REFUND",
            (TradeStatus.Paid, _) => "SUCCESS",
            (TradeStatus.Closed, _) => "CLOSED",
            _ => "NOTPAY",
        };
}

internal sealed record PrepayAsk(
    string Description,
    long AmountFen,
    string OpenId,
    string NotifyUrl,
    DateTimeOffset? ExpiresAt
);

internal sealed record Payment(
    string TransactionId,
    long PaidFen,
    string Currency,
    string MerchantId,
    string AppId,
    DateTimeOffset At
);

/// <summary>One out_refund_no. Status: PROCESSING, SUCCESS, ABNORMAL, CLOSED.</summary>
internal sealed class Refund(
    string outRefundNo,
    string refundId,
    Trade trade,
    long refundFen,
    string? notifyUrl,
    DateTimeOffset at
)
{
    public string OutRefundNo => outRefundNo;
    public string RefundId => refundId;
    public Trade Trade => trade;
    public long RefundFen => refundFen;
    public string? NotifyUrl => notifyUrl;
    public DateTimeOffset At => at;
    public string Status { get; set; } = "PROCESSING";
    public DateTimeOffset? EndedAt { get; set; }
}
