namespace FuelGrains.Load.Money;

/// <summary>All that the judges look at, with the look-ups between the witnesses.</summary>
internal sealed class Evidence
{
    private readonly Dictionary<string, Prepay> prepays;
    private readonly ILookup<string, JournalRefund> refundsOf;
    private readonly IReadOnlyDictionary<string, string> refundStatus;
    private readonly ILookup<Guid?, VoucherRow> vouchersOf;

    public Evidence(Journal journal, MoneyRows rows, Told told, Merchant merchant, long stock)
    {
        (Journal, Rows, Told, Merchant, Stock) = (journal, rows, told, merchant, stock);
        prepays = journal.Prepays.DistinctBy(p => p.OutTradeNo).ToDictionary(p => p.OutTradeNo);
        refundsOf = journal.Refunds.ToLookup(r => r.TransactionId);
        refundStatus = journal.RefundStatus;
        vouchersOf = rows.Vouchers.ToLookup(v => v.Order);
        Orders = rows.Orders.ToDictionary(o => o.Id);
        Attempts = rows.Attempts.ToDictionary(a => a.OutTradeNo);
        Payments = rows.Payments.ToDictionary(p => p.TransactionId);
    }

    public Journal Journal { get; }
    public MoneyRows Rows { get; }
    public Told Told { get; }
    public Merchant Merchant { get; }
    public long Stock { get; }

    /// <summary>Orders of teams that failed: their money goes back, whenever it came and whoever asked for nothing.</summary>
    public IReadOnlySet<Guid> Failed { get; init; } = new HashSet<Guid>();

    public IReadOnlyDictionary<Guid, OrderRow> Orders { get; }
    public IReadOnlyDictionary<string, AttemptRow> Attempts { get; }
    public IReadOnlyDictionary<string, PaymentRow> Payments { get; }

    public IReadOnlyList<VoucherRow> VouchersOf(Guid order) => [.. vouchersOf[order]];

    public IEnumerable<JournalRefund> RefundsOf(string transactionId) => refundsOf[transactionId];

    public bool Succeeded(JournalRefund refund) => refundStatus.GetValueOrDefault(refund.OutRefundNo) == "SUCCESS";

    /// <summary>What WeChat gave back of a payment, in fen.</summary>
    public long Refunded(string transactionId) => RefundsOf(transactionId).Where(Succeeded).Sum(r => r.RefundFen);

    /// <summary>Another amount than was prepared, another currency, another merchant's or app's money: a person must look at it.</summary>
    public bool IsWrong(JournalPayment paid) =>
        paid.Currency != "CNY"
        || paid.MerchantId != Merchant.Id
        || paid.AppId != Merchant.AppId
        || (prepays.GetValueOrDefault(paid.OutTradeNo) is { } asked && asked.AmountFen != paid.PaidFen);

    /// <summary>The order a payment's number was made for; null for an orphan.</summary>
    public OrderRow? OrderOf(JournalPayment paid) =>
        Attempts.GetValueOrDefault(paid.OutTradeNo) is { } attempt ? Orders.GetValueOrDefault(attempt.Order) : null;
}

/// <summary>Who WeChat pays to.</summary>
internal sealed record Merchant(string Id, string AppId);
