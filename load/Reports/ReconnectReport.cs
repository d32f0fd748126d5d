using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Scenarios;
using FuelGrains.Load.Sites;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a run of reconnects leaves behind.</summary>
internal static class ReconnectReport
{
    private static readonly string[] Head = ["after", "what", "sites", "p50 s", "p99 s", "last s"];

    public static Report Write(
        ForecourtSettings settings,
        Stand stand,
        IReadOnlyList<Recovery> recoveries,
        int sales,
        IReadOnlyList<Check> checks
    )
    {
        var failed = checks.Count(check => !check.Held);
        return new Report(
            $"{Text($"{settings.Stations:N0}")} sites at once on {stand.Storage}: {Verdict(settings.Timed, failed)}"
        )
            .Paragraph(
                Text(
                    $"{settings.Stations:N0} sites with {settings.Pumps} pumps each and a socket of their own; {sales:N0} sales were made meanwhile and wait. Time is from the blow; a site that finds nobody dials again after 0.1 s and then slower, every 2 to 4 s at last."
                )
            )
            .Bullets(stand.Described)
            .Section("How long")
            .Table(Head, recoveries.SelectMany(Rows))
            .Paragraph(
                "Known: the back office's API shows the station connected, every pump with a state, every price as current and every open sale at the meter's own numbers."
            )
            .Section("Promises")
            .Table(
                ["where", "promise", "found", "verdict"],
                checks.Select(check =>
                    new[] { check.Where, check.Promise, check.Found, check.Held ? "held" : "FAILED" }
                )
            );
    }

    private static string Verdict(bool timed, int failed) =>
        failed > 0 ? Text($"{failed} checks FAILED")
        : timed ? "all come back in time"
        : "all come back; times were not judged";

    private static IEnumerable<string[]> Rows(Recovery recovery)
    {
        if (recovery.Away is { } away)
            yield return [recovery.Blow, "the product is ready again", "-", "-", "-", Text($"{away.TotalSeconds:0.0}")];
        if (recovery.Cpu is { } cpu)
            yield return [recovery.Blow, "the product's CPU time", "-", "-", "-", Text($"{cpu.TotalSeconds:0.0}")];
        yield return Row(recovery, "logged in", recovery.LoggedIn);
        yield return Row(recovery, "answered all questions", recovery.Told);
        yield return Row(recovery, "known again", recovery.Known);
    }

    private static string[] Row(Recovery recovery, string what, Latency took) =>
        [recovery.Blow, what, took.Count, Seconds(took, 50), Seconds(took, 99), Seconds(took, 100)];

    private static string Seconds(Latency took, double percentile) =>
        Text($"{took.Milliseconds(percentile) / 1_000:0.0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
