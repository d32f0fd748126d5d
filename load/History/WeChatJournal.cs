using System.Text.Json;

namespace FuelGrains.Load.History;

/// <summary>The journal of the simulator of WeChat, written while it acts: the product is verified against it.</summary>
internal sealed record WeChatJournal
{
    public IReadOnlyList<Prepay> Prepays { get; init; } = [];
    public IReadOnlyList<JournalPayment> Payments { get; init; } = [];
    public IReadOnlyList<JournalRefund> Refunds { get; init; } = [];
    public IReadOnlyList<RefundEnd> RefundEnds { get; init; } = [];
    public IReadOnlyList<Notify> Notifies { get; init; } = [];
    public IReadOnlySet<string> Closed { get; init; } = new HashSet<string>();

    /// <summary>The last written status of each refund.</summary>
    public IReadOnlyDictionary<string, string> RefundStatus =>
        RefundEnds.GroupBy(e => e.OutRefundNo).ToDictionary(e => e.Key, e => e.Last().Status);

    /// <summary>Reads the lines; a last line that was torn by a kill is left out.</summary>
    public static WeChatJournal Parse(IEnumerable<string> lines)
    {
        var prepays = new List<Prepay>();
        var payments = new List<JournalPayment>();
        var refunds = new List<JournalRefund>();
        var ends = new List<RefundEnd>();
        var notifies = new List<Notify>();
        var closed = new HashSet<string>();
        foreach (var line in lines.Where(l => l.EndsWith('}')))
        {
            using var told = JsonDocument.Parse(line);
            switch (told.RootElement.GetProperty("what").GetString())
            {
                case "prepay":
                    prepays.Add(Read<Prepay>(told));
                    break;
                case "pay":
                    payments.Add(Read<JournalPayment>(told));
                    break;
                case "refund":
                    refunds.Add(Read<JournalRefund>(told));
                    break;
                case "refund-end":
                    ends.Add(Read<RefundEnd>(told));
                    break;
                case "notify":
                    notifies.Add(Read<Notify>(told));
                    break;
                case "close":
                    closed.Add(told.RootElement.GetProperty("outTradeNo").GetString()!);
                    break;
            }
        }
        return new()
        {
            Prepays = prepays,
            Payments = payments,
            Refunds = refunds,
            RefundEnds = ends,
            Notifies = notifies,
            Closed = closed,
        };
    }

    private static T Read<T>(JsonDocument line) => line.Deserialize<T>(JsonSerializerOptions.Web)!;
}

/// <param name="OpenId">The payer; <see cref="Nobody"/> when the money came for a number that nobody prepared.</param>
internal sealed record Prepay(string OutTradeNo, string PrepayId, long AmountFen, string OpenId = "")
{
    public const string Nobody = "sim-nobody";
}

internal sealed record JournalPayment(
    string OutTradeNo,
    string TransactionId,
    long PaidFen,
    string Currency,
    string MerchantId,
    string AppId,
    DateTimeOffset At
);

internal sealed record JournalRefund(
    string OutRefundNo,
    string RefundId,
    string OutTradeNo,
    string TransactionId,
    long RefundFen
);

internal sealed record RefundEnd(string OutRefundNo, string Status);

/// <param name="About"><c>pay</c> or <c>refund</c>; <see cref="Number"/> is then an out_trade_no or an out_refund_no.</param>
/// <param name="Status">0: no answer, -1: dropped, -2: lost.</param>
/// <param name="At">The time of the answer: the callback was on its way from <c>At - Ms</c> to <c>At</c>.</param>
internal sealed record Notify(
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
