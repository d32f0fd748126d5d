using System.Security.Cryptography;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders.Bills;
using FuelGrains.WeChatSimulator.Orders.Refunds;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>
/// Holds every payment and refund and applies WeChat's rules. A change goes to the journal inside the lock; listeners hear of it after
/// the lock.
/// </summary>
internal sealed partial class TradeBook(
    SimulatorOptions options,
    SimulatorKeys keys,
    Journal journal,
    CouponPlan coupons,
    MerchantAccount account,
    TimeProvider time
)
{
    private static readonly TimeSpan ShortestPayment = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Trade> _byNumber = [];
    private readonly Dictionary<string, Trade> _byPrepay = [];
    private readonly Dictionary<string, Trade> _byTransaction = [];
    private readonly Dictionary<string, Refund> _refunds = [];

    public Action<Trade> Paid { get; set; } = _ => { };
    public Action<Refund> Accepted { get; set; } = _ => { };
    public Action<Refund> Ended { get; set; } = _ => { };

    public Trade? Find(string outTradeNo) => Locked(() => _byNumber.GetValueOrDefault(outTradeNo));

    public Trade? FindPrepaid(string prepayId) => Locked(() => _byPrepay.GetValueOrDefault(prepayId));

    public Trade? FindTransaction(string transactionId) =>
        Locked(() => _byTransaction.GetValueOrDefault(transactionId));

    public Refund? FindRefund(string outRefundNo) => Locked(() => _refunds.GetValueOrDefault(outRefundNo));

    /// <summary>The rows of a day's bills.</summary>
    public List<BillRow> RowsOf(DateOnly day, BillOrder order) =>
        Locked(() => BillRows.Of(day, _byNumber.Values, order));

    public T Locked<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }

    public Dictionary<string, int> Counts() =>
        Locked(() =>
            _byNumber
                .Values.GroupBy(t => t.State)
                .Select(g => (g.Key, Count: g.Count()))
                .Concat(_refunds.Values.GroupBy(r => $"refund {r.Status}").Select(g => (g.Key, Count: g.Count())))
                .ToDictionary(g => g.Key, g => g.Count)
        );

    public (Trade? Trade, Reply? Refusal) Prepare(string outTradeNo, PrepayAsk ask)
    {
        if (TextRule.OutTradeNo.Refusal("out_trade_no", outTradeNo) is { } wrongNumber)
            return (null, wrongNumber);
        lock (_lock)
        {
            if (_byNumber.TryGetValue(outTradeNo, out var known))
                return known.Status switch
                {
                    TradeStatus.Paid => (null, Reply.Error(400, "ORDERPAID", "the order is paid")),
                    TradeStatus.Closed => (null, Reply.Error(400, "ORDER_CLOSED", "the order is closed")),
                    _ when known.Ask == ask => (known, null),
                    _ when known.Ask.AmountFen != ask.AmountFen || known.Ask.OpenId != ask.OpenId => (
                        null,
                        Reply.Error(403, "OUT_TRADE_NO_USED", "the number belongs to another order")
                    ),
                    _ => (null, Reply.Error(400, "INVALID_REQUEST", "the number was used with other values")),
                };
            if (account.IsUsed(outTradeNo))
                return (null, Reply.Error(403, "OUT_TRADE_NO_USED", "the number is known from elsewhere"));
            if (ask.ExpiresAt < time.GetUtcNow() + ShortestPayment)
                return (null, Reply.Error(400, "PARAM_ERROR", "time_expire must be more than a minute ahead"));
            if (_byNumber.Count >= options.MaxTrades)
                return (null, Reply.Error(500, "SYSTEM_ERROR", "the simulator is full"));
            var trade = new Trade(outTradeNo, $"wx{RandomNumberGenerator.GetHexString(34, lowercase: true)}", ask);
            Keep(trade);
            journal.Append(
                "prepay",
                new
                {
                    outTradeNo,
                    trade.PrepayId,
                    ask.OpenId,
                    ask.AmountFen,
                    ask.Description,
                    ask.NotifyUrl,
                    ask.ExpiresAt,
                    ask.Attach,
                }
            );
            return (trade, null);
        }
    }

    /// <summary>Pays; returns why the payment was refused, null when it was made.</summary>
    public string? Pay(Trade trade, PayOrder order)
    {
        lock (_lock)
        {
            if (trade.Status == TradeStatus.Paid)
                return "It is paid already.";
            if (trade.Status == TradeStatus.Closed && !order.Force)
                return "It is closed.";
            if (trade.Ask.ExpiresAt < time.GetUtcNow() && !order.Late && !order.Force)
                return "Its time_expire has passed.";
            var transaction = $"4200{time.GetUtcNow():yyyyMMdd}{RandomNumberGenerator.GetString("0123456789", 16)}";
            var paidFen = order.AmountFen ?? trade.Ask.AmountFen;
            if (order.Coupon?.AmountFen > paidFen)
                return "The coupon is worth more than the payment.";
            SetPaid(
                trade,
                new(
                    transaction,
                    paidFen,
                    order.Currency ?? "CNY",
                    order.MerchantId ?? keys.MerchantId,
                    order.AppId ?? keys.AppId,
                    time.GetUtcNow(),
                    order.Coupon ?? coupons.Draw(paidFen)
                )
            );
            trade.Held = Managed;
            journal.Append(
                "pay",
                new
                {
                    trade.OutTradeNo,
                    trade.Payment!.TransactionId,
                    trade.Payment.PaidFen,
                    trade.Payment.Currency,
                    trade.Payment.MerchantId,
                    trade.Payment.AppId,
                    trade.Payment.Coupon,
                    trade.Held,
                }
            );
        }
        if (!order.Silent)
            Paid(trade);
        return null;
    }

    public Reply Close(string outTradeNo)
    {
        lock (_lock)
        {
            if (!_byNumber.TryGetValue(outTradeNo, out var trade))
                return Reply.Error(404, "ORDER_NOT_EXIST", "there is no such order");
            if (trade.Status == TradeStatus.Paid)
                return Reply.Error(400, "ORDERPAID", "the order is paid");
            if (trade.Status == TradeStatus.Closed)
                return Reply.Error(400, "ORDER_CLOSED", "the order is closed");
            trade.Status = TradeStatus.Closed;
            journal.Append("close", new { outTradeNo });
            return Reply.NoContent;
        }
    }

    public (Refund? Refund, Reply? Refusal) Refund(RefundAsk ask)
    {
        if (TextRule.OutRefundNo.Refusal("out_refund_no", ask.OutRefundNo) is { } wrongNumber)
            return (null, wrongNumber);
        Refund refund;
        lock (_lock)
        {
            if (ask.Find(_byNumber, _byTransaction) is not { Payment: { } payment } trade)
                return (null, Reply.Error(404, "RESOURCE_NOT_EXISTS", "there is no such payment"));
            if (_refunds.TryGetValue(ask.OutRefundNo, out var known))
                return known.Trade == trade && known.RefundFen == ask.RefundFen
                    ? (known, null)
                    : (null, Reply.Error(400, "INVALID_REQUEST", "the number was used with other values"));
            if (ask.TotalFen != payment.PaidFen || ask.Currency != payment.Currency)
                return (null, Reply.Error(400, "INVALID_REQUEST", "total or currency is not what was paid"));
            if (trade.RefundFen + ask.RefundFen > payment.PaidFen)
                return (null, Reply.Error(403, "NOT_ENOUGH", "more than is left of the payment"));
            if (_refunds.Count >= options.MaxTrades)
                return (null, Reply.Error(500, "SYSTEM_ERROR", "the simulator is full"));
            if (!account.TryTake(ask.RefundFen))
                return (null, Reply.Error(403, "NOT_ENOUGH", "the account has too little money"));
            refund = new(
                ask.OutRefundNo,
                $"5030{time.GetUtcNow():yyyyMMdd}{RandomNumberGenerator.GetString("0123456789", 16)}",
                trade,
                ask.RefundFen,
                trade.PayerPartOf(ask.RefundFen),
                ask.NotifyUrl,
                time.GetUtcNow()
            );
            Keep(refund);
            journal.Append(
                "refund",
                new
                {
                    refund.OutRefundNo,
                    refund.RefundId,
                    trade.OutTradeNo,
                    payment.TransactionId,
                    refund.RefundFen,
                    refund.PayerFen,
                    refund.NotifyUrl,
                    ask.Reason,
                }
            );
        }
        Accepted(refund);
        return (refund, null);
    }

    /// <summary>Ends a refund. An ABNORMAL refund may still end otherwise; SUCCESS and CLOSED are final.</summary>
    public bool End(Refund refund, string status)
    {
        lock (_lock)
        {
            if (refund.Status is "SUCCESS" or "CLOSED" || refund.Status == status)
                return false;
            (refund.Status, refund.EndedAt) = (status, time.GetUtcNow());
            journal.Append("refund-end", new { refund.OutRefundNo, status });
        }
        Ended(refund);
        return true;
    }

    private void Keep(Trade trade) => _byNumber[trade.OutTradeNo] = _byPrepay[trade.PrepayId] = trade;

    private void Keep(Refund refund)
    {
        _refunds[refund.OutRefundNo] = refund;
        refund.Trade.Refunds.Add(refund);
    }

    private void SetPaid(Trade trade, Payment payment)
    {
        (trade.Status, trade.Payment) = (TradeStatus.Paid, payment);
        _byTransaction[payment.TransactionId] = trade;
    }
}

internal sealed record PayOrder(
    long? AmountFen = null,
    string? Currency = null,
    string? MerchantId = null,
    string? AppId = null,
    bool Late = false,
    bool Force = false,
    Coupon? Coupon = null,
    bool Silent = false
);

internal sealed record RefundAsk(
    string OutRefundNo,
    string? TransactionId,
    string? OutTradeNo,
    long RefundFen,
    long TotalFen,
    string Currency,
    string? NotifyUrl,
    string? Reason
)
{
    public Trade? Find(Dictionary<string, Trade> byNumber, Dictionary<string, Trade> byTransaction) =>
        TransactionId is not null
            ? byTransaction.GetValueOrDefault(TransactionId)
            : byNumber.GetValueOrDefault(OutTradeNo ?? "");
}
