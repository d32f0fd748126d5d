using System.Text.Json;

namespace FuelGrains.WireClients;

/// <summary>The journal of the simulator of WeChat, written while it acts: the product is verified against it.</summary>
public sealed record WeChatJournal
{
    public IReadOnlyList<Prepay> Prepays { get; init; } = [];
    public IReadOnlyList<JournalPayment> Payments { get; init; } = [];
    public IReadOnlyList<JournalRefund> Refunds { get; init; } = [];
    public IReadOnlyList<RefundEnd> RefundEnds { get; init; } = [];
    public IReadOnlyList<Notify> Notifies { get; init; } = [];
    public IReadOnlyList<JournalShipping> Shippings { get; init; } = [];
    public IReadOnlyList<JournalQuery> Queries { get; init; } = [];
    public IReadOnlySet<string> Closed { get; init; } = new HashSet<string>();

    /// <summary>The last written status of each refund.</summary>
    public IReadOnlyDictionary<string, string> RefundStatus =>
        RefundEnds.GroupBy(e => e.OutRefundNo).ToDictionary(e => e.Key, e => e.Last().Status);

    public IEnumerable<JournalRefund> RefundsOf(string transactionId) =>
        Refunds.Where(r => r.TransactionId == transactionId);

    /// <summary>The last status of a refund; null while it is under way.</summary>
    public string? StatusOf(string outRefundNo) => RefundEnds.LastOrDefault(e => e.OutRefundNo == outRefundNo)?.Status;

    public bool Succeeded(JournalRefund refund) => StatusOf(refund.OutRefundNo) == "SUCCESS";

    /// <summary>The amount that went back of a payment, in fen.</summary>
    public long Refunded(string transactionId) => RefundsOf(transactionId).Where(Succeeded).Sum(r => r.RefundFen);

    /// <summary>Reads the file that the simulator goes on writing.</summary>
    public static async Task<WeChatJournal> ReadAsync(string path, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return Parse((await reader.ReadToEndAsync(stop)).Split('\n'));
    }

    /// <summary>Reads the lines; a last line that was torn by a kill is left out.</summary>
    public static WeChatJournal Parse(IEnumerable<string> lines)
    {
        var told = lines
            .Where(line => line.EndsWith('}'))
            .Select(line => JsonElement.Parse(line))
            .ToLookup(line => line.GetProperty("what").GetString());
        return new()
        {
            Prepays = Read<Prepay>("prepay"),
            Payments = Read<JournalPayment>("pay"),
            Refunds = Read<JournalRefund>("refund"),
            RefundEnds = Read<RefundEnd>("refund-end"),
            Notifies = Read<Notify>("notify"),
            Shippings = Read<JournalShipping>("shipping"),
            Queries = Read<JournalQuery>("query"),
            Closed = told["close"].Select(line => line.GetProperty("outTradeNo").GetString()!).ToHashSet(),
        };

        List<T> Read<T>(string what) => [.. told[what].Select(line => line.Deserialize<T>(JsonSerializerOptions.Web)!)];
    }
}

/// <param name="OpenId">The payer; <see cref="Nobody"/> when the money came for a number that nobody prepared.</param>
public sealed record Prepay(
    string OutTradeNo,
    string PrepayId,
    long AmountFen,
    string OpenId = "",
    DateTimeOffset At = default
)
{
    public const string Nobody = "sim-nobody";
}

public sealed record JournalPayment(
    string OutTradeNo,
    string TransactionId,
    long PaidFen,
    string Currency,
    string MerchantId,
    string AppId,
    DateTimeOffset At,
    JournalCoupon? Coupon = null
)
{
    /// <summary>The part that the customer paid; a coupon paid the rest.</summary>
    public long PayerFen => PaidFen - (Coupon?.AmountFen ?? 0);
}

/// <param name="Type">CASH or NOCASH.</param>
public sealed record JournalCoupon(long AmountFen, string Type);

/// <summary>A query about a number that WeChat knows.</summary>
public sealed record JournalQuery(string OutTradeNo, DateTimeOffset At);

/// <param name="PayerFen">The part that goes back to the customer; the rest goes back to a coupon.</param>
public sealed record JournalRefund(
    string OutRefundNo,
    string RefundId,
    string OutTradeNo,
    string TransactionId,
    long RefundFen,
    long PayerFen,
    DateTimeOffset At = default
);

/// <summary>A report that the goods of a payment were handed over: WeChat releases the money.</summary>
public sealed record JournalShipping(string TransactionId, int Logistics, string Items, int Count);

public sealed record RefundEnd(string OutRefundNo, string Status);

/// <param name="About"><c>pay</c> or <c>refund</c>; <see cref="Number"/> is then an out_trade_no or an out_refund_no.</param>
/// <param name="Status">0: no answer, -1: dropped, -2: lost.</param>
/// <param name="At">The time of the answer: the callback was on its way from <c>At - Ms</c> to <c>At</c>.</param>
public sealed record Notify(
    string About,
    string Number,
    int Attempt,
    int Copy,
    int Status,
    double Ms,
    DateTimeOffset At
)
{
    public bool Sent => Status >= 0;

    public bool Answered => Status > 0;

    public DateTimeOffset From => At - TimeSpan.FromMilliseconds(Ms);
}
