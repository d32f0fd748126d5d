using FuelGrains.WeChatSimulator.Orders.Refunds;
using FuelGrains.WeChatSimulator.Orders.Shipping;

namespace FuelGrains.WeChatSimulator.Orders;

internal enum TradeStatus
{
    NotPay,
    Paid,
    Closed,
}

/// <summary>A payment under one out_trade_no; the lock of the TradeBook guards it.</summary>
internal sealed class Trade(string outTradeNo, string prepayId, PrepayAsk ask)
{
    public string OutTradeNo => outTradeNo;
    public string PrepayId => prepayId;
    public PrepayAsk Ask => ask;
    public TradeStatus Status { get; set; }

    /// <summary>The payment as query and callback report it; null until then.</summary>
    public Payment? Payment { get; set; }

    /// <summary>WeChat holds the money until it hears of the shipping; decided when the payment is made.</summary>
    public bool Held { get; set; }

    /// <summary>The latest report about the goods; null until there is one.</summary>
    public ShippingReport? Shipping { get; set; }

    public List<Refund> Refunds { get; } = [];

    /// <summary>Sum of the refunds that are done or on their way: a CLOSED refund frees its amount again.</summary>
    public long RefundFen => Taken.Sum(r => r.RefundFen);

    /// <summary>The part of a new refund that the payer gets.</summary>
    public long PayerPartOf(long refundFen) =>
        RefundSplit.PayerFen(
            Payment!.PaidFen,
            Payment.PayerFen,
            Payment.PaidFen - RefundFen,
            Payment.PayerFen - Taken.Sum(r => r.PayerFen),
            refundFen
        );

    private IEnumerable<Refund> Taken => Refunds.Where(r => r.Status != "CLOSED");

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
    DateTimeOffset? ExpiresAt,
    string Attach = ""
);

/// <param name="PaidFen">WeChat's total: what the merchant asked for.</param>
internal sealed record Payment(
    string TransactionId,
    long PaidFen,
    string Currency,
    string MerchantId,
    string AppId,
    DateTimeOffset At,
    Coupon? Coupon = null
)
{
    /// <summary>WeChat's payer_total: what the payer paid.</summary>
    public long PayerFen => PaidFen - (Coupon?.AmountFen ?? 0);
}

/// <summary>A refund under one out_refund_no. Status: PROCESSING, SUCCESS, ABNORMAL, CLOSED.</summary>
internal sealed class Refund(
    string outRefundNo,
    string refundId,
    Trade trade,
    long refundFen,
    long payerFen,
    string? notifyUrl,
    DateTimeOffset at
)
{
    public string OutRefundNo => outRefundNo;
    public string RefundId => refundId;
    public Trade Trade => trade;
    public long RefundFen => refundFen;

    /// <summary>WeChat's payer_refund: the part that the payer gets. The rest goes back to the coupon.</summary>
    public long PayerFen => payerFen;
    public string? NotifyUrl => notifyUrl;
    public DateTimeOffset At => at;
    public string Status { get; set; } = "PROCESSING";
    public DateTimeOffset? EndedAt { get; set; }
}
