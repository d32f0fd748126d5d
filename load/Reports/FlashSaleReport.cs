namespace FuelGrains.Load.Reports;

/// <summary>The report of a flash sale.</summary>
internal static class FlashSaleReport
{
    public static Report Write(
        FlashSaleSettings settings,
        RunFixture fixture,
        PurchaseStatistics statistics,
        IReadOnlyList<Check> checks
    )
    {
        var accepted = statistics.Count(ReplyKind.Accepted);
        var all = fixture.Time.GetElapsedTime(statistics.Started, statistics.Ended);
        var selling = fixture.Time.GetElapsedTime(statistics.Started, statistics.LastAccepted);
        var ownCpu = statistics.GeneratorCpu.TotalMicroseconds / statistics.Sent;
        return new Report($"Flash sale on {fixture.Storage}: {Report.Verdict(checks, "every invariant held")}")
            .Paragraph(
                $"{settings.Customers:N0} customers, stock {settings.Stock:N0}, limit 1 each, {settings.Connections} connections, closed "
                    + $"loop; every {settings.SecondPhoneEvery}th customer buys with two phones."
            )
            .Bullets([.. fixture.Machine, settings.Named])
            .Section("Speed")
            .Table(
                ["figure", "value"],
                new Rows
                {
                    ["orders per second, opening to last order"] = accepted > 0 ? Rate(accepted, selling) : "-",
                    ["requests per second, whole sale"] = Rate(statistics.Sent, all),
                    ["the load program's own CPU time, per request"] = $"{ownCpu:N0} µs",
                    ["from the opening to the last reply"] = $"{all.TotalSeconds:0.00} s",
                    ["orders acknowledged"] = $"{accepted:N0}",
                    ["unknown replies"] = Counts(statistics, ReplyKind.Unknown),
                    ["retries with the same key"] =
                        $"{statistics.Retries:N0}, {statistics.Replayed:N0} of them answered by replay",
                    ["refusals"] = Counts(statistics, ReplyKind.Refused),
                }
            )
            .Table(
                ["what", .. Latency.Head],
                [
                    ["accepted replies", .. statistics.Accepted.Cells()],
                    ["refused replies", .. statistics.Refused.Cells()],
                    ["opening to a customer's final reply", .. statistics.SinceOpening.Cells()],
                ]
            )
            .Checks("Invariants", checks);
    }

    private static string Rate(int count, TimeSpan took) => $"{count / took.TotalSeconds:N0}";

    private static string Counts(PurchaseStatistics statistics, ReplyKind kind) =>
        statistics.Count(kind) == 0 ? "none" : statistics.Of(kind);
}
