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
    private readonly Dictionary<Guid, OrderRow> _orders = rows.Orders.ToDictionary(o => o.Id);
    private readonly Dictionary<string, AttemptRow> _attempts = rows.Attempts.ToDictionary(a => a.OutTradeNo);
    private readonly Dictionary<string, PaymentRow> _payments = rows.Payments.ToDictionary(p => p.TransactionId);
    private readonly ILookup<Guid?, VoucherRow> _vouchersOf = rows.Vouchers.ToLookup(v => v.Order);

    public WeChatJournal Journal => journal;
    public PaymentRows Rows => rows;
    public Acknowledgements Told => told;
    public long Stock => stock;

    /// <summary>Orders of teams that failed: their money goes back, whenever it came and although nobody asked.</summary>
    public IReadOnlySet<Guid> Failed { get; init; } = new HashSet<Guid>();

    public OrderRow? Order(Guid id) => _orders.GetValueOrDefault(id);

    public AttemptRow? Attempt(string outTradeNo) => _attempts.GetValueOrDefault(outTradeNo);

    public PaymentRow? Payment(string transactionId) => _payments.GetValueOrDefault(transactionId);

    public IReadOnlyList<VoucherRow> VouchersOf(Guid order) => [.. _vouchersOf[order]];

    /// <summary>Whether amount, currency, merchant or app are not what was prepared: a person must review the payment.</summary>
    public bool IsWrong(JournalPayment paid) =>
        paid.Currency != "CNY"
        || paid.MerchantId != merchant.Id
        || paid.AppId != merchant.AppId
        || (_prepays.GetValueOrDefault(paid.OutTradeNo) is { } asked && asked.AmountFen != paid.PaidFen);

    /// <summary>The order that a payment's number was made for; null for an orphan.</summary>
    public OrderRow? OrderOf(JournalPayment paid) =>
        Attempt(paid.OutTradeNo) is { } attempt ? Order(attempt.Order) : null;
}

/// <summary>The payee at WeChat.</summary>
internal sealed record Merchant(string Id, string AppId);
