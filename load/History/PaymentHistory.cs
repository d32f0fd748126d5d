namespace FuelGrains.Load.History;

/// <summary>All that verifiers of payments need, with the look-ups between journal, rows and acknowledgements.</summary>
internal sealed class PaymentHistory(
    WeChatJournal journal,
    PaymentRows rows,
    Acknowledgements told,
    Merchant merchant,
    long stock
)
{
    private readonly Dictionary<string, Prepay> _prepays = journal
        .Prepays.DistinctBy(p => p.OutTradeNo)
        .ToDictionary(p => p.OutTradeNo);
    private readonly ILookup<string, JournalRefund> _refundsOf = journal.Refunds.ToLookup(r => r.TransactionId);
    private readonly IReadOnlyDictionary<string, string> _refundStatus = journal.RefundStatus;
    private readonly ILookup<Guid?, VoucherRow> _vouchersOf = rows.Vouchers.ToLookup(v => v.Order);

    public WeChatJournal Journal => journal;
    public PaymentRows Rows => rows;
    public Acknowledgements Told => told;
    public long Stock => stock;

    /// <summary>Orders of teams that failed: their money goes back, whenever it came and although nobody asked.</summary>
    public IReadOnlySet<Guid> Failed { get; init; } = new HashSet<Guid>();

    public IReadOnlyDictionary<Guid, OrderRow> Orders { get; } = rows.Orders.ToDictionary(o => o.Id);
    public IReadOnlyDictionary<string, AttemptRow> Attempts { get; } = rows.Attempts.ToDictionary(a => a.OutTradeNo);
    public IReadOnlyDictionary<string, PaymentRow> Payments { get; } = rows.Payments.ToDictionary(p => p.TransactionId);

    public IReadOnlyList<VoucherRow> VouchersOf(Guid order) => [.. _vouchersOf[order]];

    public IEnumerable<JournalRefund> RefundsOf(string transactionId) => _refundsOf[transactionId];

    /// <summary>The last status of a refund at WeChat; null while it is under way.</summary>
    public string? StatusOf(string outRefundNo) => _refundStatus.GetValueOrDefault(outRefundNo);

    public bool Succeeded(JournalRefund refund) => StatusOf(refund.OutRefundNo) == "SUCCESS";

    /// <summary>The amount that WeChat gave back of a payment, in fen.</summary>
    public long Refunded(string transactionId) => RefundsOf(transactionId).Where(Succeeded).Sum(r => r.RefundFen);

    /// <summary>Whether amount, currency, merchant or app are not what was prepared: a person must review the payment.</summary>
    public bool IsWrong(JournalPayment paid) =>
        paid.Currency != "CNY"
        || paid.MerchantId != merchant.Id
        || paid.AppId != merchant.AppId
        || (_prepays.GetValueOrDefault(paid.OutTradeNo) is { } asked && asked.AmountFen != paid.PaidFen);

    /// <summary>The order that a payment's number was made for; null for an orphan.</summary>
    public OrderRow? OrderOf(JournalPayment paid) =>
        Attempts.GetValueOrDefault(paid.OutTradeNo) is { } attempt ? Orders.GetValueOrDefault(attempt.Order) : null;
}

/// <summary>The payee at WeChat.</summary>
internal sealed record Merchant(string Id, string AppId);
