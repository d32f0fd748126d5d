namespace FuelGrains.Load.Verifiers.Bills;

/// <summary>
/// Verifies the product's matching of WeChat's bills: all of them are matched, each payment and refund of the journal is a row, the
/// settlement adds up to the journal, and the open differences are those that were planted, no more and no fewer.
/// </summary>
internal static class BillVerifier
{
    private const string Where = "bills";
    private const int FewestKinds = 2;
    private const long MilliFen = 1_000;
    private static readonly string[] Kinds = [BillHistory.Trade, BillHistory.FundFlow];

    public static Check NotJudged(string why) =>
        Check.NotJudged(Where, "WeChat's bills match, but for what was planted", why);

    public static IEnumerable<Check> Of(BillHistory all)
    {
        var checks = new Checks(Where);
        var expected = all.Days.Select(day => ExpectedBill.Of(day, all.Journal, all.Planted)).ToList();
        var bills = expected.SelectMany(day =>
            Kinds.Select(kind => (Due: day, Kind: kind, Bill: all.Bill(day.Day, kind)))
        );
        checks["the trade bill and the fund-flow bill of each day are matched"] = bills
            .Where(b => b.Bill is not { IsMatched: true })
            .Select(b => $"{b.Due.Day:yyyy-MM-dd} {b.Kind} is {b.Bill?.State ?? "not planned"} {b.Bill?.Trouble}");
        checks["rows of each bill = payments, their fees and refunds of the journal"] = bills
            .Where(b => b.Bill?.Rows != b.Due.Rows(b.Kind))
            .Select(b => $"{b.Due.Day:yyyy-MM-dd} {b.Kind}: {b.Bill?.Rows} of {b.Due.Rows(b.Kind)}");
        checks["payments and refunds on other days = 0"] = Elsewhere(all);
        Compare("payments", day => day.Payments, lines => (lines.Sum(l => l.Payments), lines.Sum(l => l.PaidFen)));
        Compare("refunds", day => day.Refunds, lines => (lines.Sum(l => l.Refunds), lines.Sum(l => l.RefundedFen)));
        Compare("fees", day => day.FeeFen * MilliFen, lines => lines.Sum(l => l.FeeMilliFen));
        var found = all.Differences.Select(d => new PlantedDifference(d.Day, d.Bill, d.Kind, d.Number)).ToHashSet();
        checks["differences that nobody planted = 0"] = found.Except(all.Planted.All).Select(Name);
        checks["planted differences that were not found = 0"] = all.Planted.All.Except(found).Select(Name);
        checks["open differences that a bill counts = those of its list"] = all
            .Bills.Where(b => b.Open + b.Further != all.Differences.Count(d => d.Day == b.Day && d.Bill == b.Kind))
            .Select(b => $"{b.Day:yyyy-MM-dd} {b.Kind}: {b.Open} and {b.Further} more");
        var kinds = all.Planted.All.CountBy(d => d.Kind).ToList();
        return checks.That(
            "differences of several kinds were planted",
            kinds.Count >= FewestKinds,
            string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}"))
        );

        void Compare<T>(string what, Func<ExpectedBill, T> due, Func<List<SettlementReply>, T> settled)
            where T : struct =>
            checks[$"{what} of the settlement = those of the journal"] = expected
                .Select(day => (day.Day, Due: due(day), Is: settled([.. all.Settlement.Where(l => l.Day == day.Day)])))
                .Where(day => !day.Is.Equals(day.Due))
                .Select(day => $"{day.Day:yyyy-MM-dd}: {day.Is} of {day.Due}");
    }

    private static IEnumerable<string> Elsewhere(BillHistory all) =>
        all
            .Journal.Payments.Select(p => (p.TransactionId, p.At))
            .Concat(all.Journal.Refunds.Select(r => (r.OutRefundNo, r.At)))
            .Where(e => !all.Days.Contains(ChinaTime.DayOf(e.At)))
            .Select(e => $"{e.Item1} at {e.At:O}");

    private static string Name(PlantedDifference d) => $"{d.Day:yyyy-MM-dd} {d.Bill} {d.Kind} {d.Number}";
}
