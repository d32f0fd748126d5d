namespace FuelGrains.Load.History;

/// <summary>All that the verifier of bills needs: what WeChat did, what was planted, and what staff see on the next day.</summary>
/// <param name="Days">The days on which something was paid or refunded.</param>
internal sealed record BillHistory(
    WeChatJournal Journal,
    IReadOnlyList<DateOnly> Days,
    PlantedDifferences Planted,
    IReadOnlyList<BillReply> Bills,
    IReadOnlyList<BillDifferenceReply> Differences,
    IReadOnlyList<SettlementReply> Settlement
)
{
    public const string Trade = "trade";
    public const string FundFlow = "fundFlow";

    /// <summary>The bill of a day; null when the product has none.</summary>
    public BillReply? Bill(DateOnly day, string kind) => Bills.FirstOrDefault(b => b.Day == day && b.Kind == kind);
}

/// <summary>The end of a run with WeChat's bills, or why it had none.</summary>
internal sealed record BillOutcome(BillHistory? History, string? Why)
{
    public IReadOnlyList<Check> Checks =>
        field ??= History is { } all ? [.. BillVerifier.Of(all)] : [BillVerifier.NotJudged(Why!)];

    public string Text => History is { } all ? Told(all) : $"not matched: {Why}";

    private static string Told(BillHistory all)
    {
        var rows = all
            .Bills.Where(b => all.Days.Contains(b.Day))
            .Select(b => $"{b.Day:yyyy-MM-dd} {b.Kind} {b.State} {b.Rows:N0} rows");
        return $"{string.Join(", ", rows)}; differences {WorkloadReport.Counts(all.Differences.Select(d => d.Kind))}";
    }
}
