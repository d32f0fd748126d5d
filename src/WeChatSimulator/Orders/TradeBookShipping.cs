using FuelGrains.WeChatSimulator.Orders.Shipping;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>The money that WeChat holds until it hears that the goods were handed over.</summary>
internal sealed partial class TradeBook
{
    /// <summary>Whether payments that are made from now on are frozen, because WeChat manages the mini-program's shipping.</summary>
    public bool Managed { get; set; } = options.Managed;

    public Reply Ship(ShippingAsk ask)
    {
        lock (_lock)
        {
            if (FindHeld(ask) is not { Payment: { } payment } trade)
                return Reply.ErrorCode(10060001, "支付单不存在");
            if (trade.Ask.OpenId != ask.OpenId)
                return Reply.ErrorCode(10060031, "该笔支付单不属于 openid 所指定的用户");
            if (HoldOf(trade) is "refunded" or "released")
                return Reply.ErrorCode(10060004, "支付单处于不可发货的状态");
            if (trade.Shipping is { } known)
            {
                if (known.Says(ask))
                    return Reply.ErrorCode(10060023, "发货信息未更新");
                if (known.Count > 1)
                    return Reply.ErrorCode(10060003, "支付单已使用重新发货机会");
                if (ask.UploadTime <= known.UploadTime)
                    return Reply.ErrorCode(10060014, "upload_time 早于上一次上传");
            }
            var first = trade.Shipping?.FirstAt ?? time.GetUtcNow();
            trade.Shipping = new(ask.Logistics, ask.Items, ask.UploadTime, (trade.Shipping?.Count ?? 0) + 1, first);
            journal.Append(
                "shipping",
                new
                {
                    trade.OutTradeNo,
                    payment.TransactionId,
                    trade.Shipping.Logistics,
                    trade.Shipping.Items,
                    trade.Shipping.UploadTime,
                    trade.Shipping.Count,
                    trade.Shipping.FirstAt,
                }
            );
            return Reply.ErrorCode(0, "ok");
        }
    }

    /// <summary>Where a payment's money is at WeChat. The caller holds the lock.</summary>
    public string HoldOf(Trade trade) =>
        trade switch
        {
            { Payment: null } => "unpaid",
            { Held: false } => "free",
            _ when trade.RefundFen == trade.Payment!.PaidFen => "refunded",
            { Shipping: null } => "frozen",
            _ => time.GetUtcNow() < trade.Shipping.ReleasedAt(options.ReleaseAfter) ? "shipped" : "released",
        };

    /// <summary>Number and sum of the payments in each state of their money.</summary>
    public Dictionary<string, HeldMoney> HeldMoney() =>
        Locked(() =>
            _byTransaction
                .Values.GroupBy(HoldOf)
                .ToDictionary(
                    g => g.Key,
                    g => new HeldMoney(g.Count(), g.Sum(trade => trade.Payment!.PaidFen - trade.RefundFen))
                )
        );

    private Trade? FindHeld(ShippingAsk ask) =>
        (
            ask.TransactionId is not null ? _byTransaction.GetValueOrDefault(ask.TransactionId)
            : ask.MerchantId == keys.MerchantId ? _byNumber.GetValueOrDefault(ask.OutTradeNo!)
            : null
        )
            is { Held: true } trade
            ? trade
            : null;
}

internal sealed record HeldMoney(int Payments, long Fen);
