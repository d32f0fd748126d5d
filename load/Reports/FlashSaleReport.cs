using System.Globalization;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a flash-sale run leaves behind.</summary>
internal static class FlashSaleReport
{
    private static readonly string[] LatencyHead = ["what", "count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"];

    public static Report Write(
        FlashSaleSettings settings,
        string store,
        string[] machine,
        BurstTally tally,
        IReadOnlyList<Check> checks,
        TimeProvider time
    )
    {
        var accepted = tally.Count(AnswerKind.Accepted);
        var all = time.GetElapsedTime(tally.Started, tally.Ended);
        var selling = accepted > 0 ? time.GetElapsedTime(tally.Started, tally.LastAccepted) : TimeSpan.Zero;
        var failed = checks.Count(c => !c.Held);
        return new Report(
            $"Flash sale on {store}: {(failed == 0 ? "every invariant held" : Text($"{failed} invariants FAILED"))}"
        )
            .Paragraph(
                Text(
                    $"{settings.Customers:N0} customers, stock {settings.Stock:N0}, limit 1 each, {settings.Connections} connections, closed loop; every {settings.SecondPhoneEvery}th customer presses with two phones."
                )
            )
            .Bullets([.. machine, .. settings.Named])
            .Section("Speed")
            .Table(
                ["figure", "value"],
                [
                    ["orders per second, opening to last order", Rate(accepted, selling)],
                    ["requests per second, whole burst", Rate(tally.Requests, all)],
                    [
                        "the load program's own CPU time, per request",
                        Text($"{tally.GeneratorCpu.TotalMicroseconds / tally.Requests:N0} µs"),
                    ],
                    ["burst", Text($"{all.TotalSeconds:0.00} s")],
                    ["orders acknowledged", Text($"{accepted:N0}")],
                    ["unknown answers", Counts(tally, AnswerKind.Unknown)],
                    [
                        "retries with the same key",
                        Text($"{tally.Retries:N0}, {tally.Replayed:N0} of them answered by replay"),
                    ],
                    ["refusals", Counts(tally, AnswerKind.Refused)],
                ]
            )
            .Table(
                LatencyHead,
                [
                    ["accepted answers", tally.Accepted.Count, .. tally.Accepted.Cells()],
                    ["refused answers", tally.Refused.Count, .. tally.Refused.Cells()],
                    ["opening to a customer's final answer", tally.SinceOpening.Count, .. tally.SinceOpening.Cells()],
                ]
            )
            .Section("Invariants")
            .Table(
                ["where", "promise", "found", "verdict"],
                checks.Select(c => new[] { c.Where, c.Promise, c.Found, c.Held ? "held" : "FAILED" })
            );
    }

    private static string Rate(int count, TimeSpan took) =>
        took > TimeSpan.Zero ? Text($"{count / took.TotalSeconds:N0}") : "-";

    private static string Counts(BurstTally tally, AnswerKind kind)
    {
        var kinds = tally.Of(kind).ToList();
        return kinds.Count == 0
            ? "none"
            : Text(
                $"{kinds.Sum(k => k.Count):N0}: {string.Join(", ", kinds.Select(k => Text($"{k.Slug} {k.Count:N0}")))}"
            );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
