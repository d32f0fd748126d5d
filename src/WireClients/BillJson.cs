namespace FuelGrains.WireClients;

// These records are the product's JSON, written down from its outside: clients share no code with the product.

/// <param name="Kind"><c>trade</c> or <c>fundFlow</c>.</param>
/// <param name="Rows">Rows of the bill that were read.</param>
/// <param name="Open">Differences that wait for staff.</param>
/// <param name="Further">Differences that were counted and not stored.</param>
public sealed record BillReply(
    DateOnly Day,
    string Kind,
    string State,
    long Rows,
    long Open,
    long Further,
    string? Trouble = null
)
{
    public bool IsMatched => State == "matched";
}

/// <param name="Bill"><c>trade</c> or <c>fundFlow</c>.</param>
public sealed record BillDifferenceReply(
    Guid Id,
    DateOnly Day,
    string Bill,
    string Kind,
    string Number,
    long? ThereFen,
    long? HereFen
);

/// <summary>The sums of a day's trade bill for one station, one campaign, or for neither.</summary>
public sealed record SettlementReply(
    DateOnly Day,
    long Payments,
    long PaidFen,
    long Refunds,
    long RefundedFen,
    long FeeMilliFen
);

/// <summary>How the bills of a day differ from what the simulator of WeChat did. Numbers are an out_trade_no or an out_refund_no.</summary>
public sealed record BillOrder
{
    /// <summary>Rows that are left out.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Fees in yuan.</summary>
    public IReadOnlyDictionary<string, decimal> Fees { get; init; } = new Dictionary<string, decimal>();

    public IReadOnlyDictionary<string, long> Amounts { get; init; } = new Dictionary<string, long>();
    public IReadOnlyList<UnknownPayment> UnknownPayments { get; init; } = [];
    public IReadOnlyList<ConsoleRefund> ConsoleRefunds { get; init; } = [];
}

/// <summary>A payment that nobody made.</summary>
public sealed record UnknownPayment(string OutTradeNo, string TransactionId, long AmountFen);

/// <summary>A refund that somebody made in WeChat's merchant console.</summary>
public sealed record ConsoleRefund(string OutTradeNo, string OutRefundNo, long AmountFen);

/// <summary>WeChat's bills as staff see them.</summary>
public static class StaffBills
{
    /// <summary>The page size, and the most pages that are read: far more differences than anybody plants.</summary>
    private const int Page = 200;
    private const int MostPages = 25;

    /// <summary>The bills of the latest days.</summary>
    public static async Task<IReadOnlyList<BillReply>> BillsAsync(this StaffClient staff, CancellationToken stop) =>
        (await staff.GetAsync<BillList>("api/admin/bills", stop)).Bills;

    /// <summary>Every open difference of every day.</summary>
    public static async Task<IReadOnlyList<BillDifferenceReply>> DifferencesAsync(
        this StaffClient staff,
        CancellationToken stop
    )
    {
        var all = new List<BillDifferenceReply>();
        Guid? before = null;
        for (var page = 0; page < MostPages; page++)
        {
            var from = before is { } id ? $"&before={id}" : "";
            var list = await staff.GetAsync<DifferenceList>($"api/admin/bill-differences?limit={Page}{from}", stop);
            all.AddRange(list.Items);
            if ((before = list.Next) is null)
                break;
        }
        return all;
    }

    public static async Task<IReadOnlyList<SettlementReply>> SettlementAsync(
        this StaffClient staff,
        DateOnly from,
        DateOnly to,
        CancellationToken stop
    ) =>
        (
            await staff.GetAsync<SettlementList>(
                $"api/admin/settlement?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}",
                stop
            )
        ).Lines;

    private sealed record BillList(IReadOnlyList<BillReply> Bills);

    private sealed record DifferenceList(IReadOnlyList<BillDifferenceReply> Items, Guid? Next);

    private sealed record SettlementList(IReadOnlyList<SettlementReply> Lines);
}
