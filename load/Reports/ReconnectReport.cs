namespace FuelGrains.Load.Reports;

/// <summary>The report of the reconnect benchmark.</summary>
internal static class ReconnectReport
{
    private static readonly string[] Head = ["after", "what", "sites", "p50 s", "p99 s", "last s"];

    public static Report Write(
        ForecourtRun run,
        IReadOnlyList<RecoveryObserver> recoveries,
        int sales,
        IReadOnlyList<Check> checks
    )
    {
        var settings = run.Settings;
        var success = settings.Timed ? "all come back in time" : "all come back; times were not judged";
        return new Report($"{settings.Stations:N0} sites at once on {run.Storage}: {Report.Verdict(checks, success)}")
            .Paragraph(
                $"{settings.Stations:N0} sites with {settings.Pumps} pumps each and a socket of their own; {sales:N0} sales were made "
                    + "meanwhile and wait. Times begin with the outage; a site that finds no server dials again after 0.1 s and then "
                    + "slower, every 2 to 4 s at last."
            )
            .Bullets(run.Described)
            .Section("How long")
            .Table(Head, recoveries.SelectMany(Rows))
            .Paragraph(
                "Known: the back office's API shows the station connected, every pump with a state, every price as current and "
                    + "every open sale at the meter's own numbers."
            )
            .Checks("Promises", checks);
    }

    private static IEnumerable<string[]> Rows(RecoveryObserver recovery)
    {
        if (recovery.Away is { } away)
            yield return [recovery.What, "the product is ready again", "-", "-", "-", $"{away.TotalSeconds:0.0}"];
        if (recovery.Cpu is { } cpu)
            yield return [recovery.What, "the product's CPU time", "-", "-", "-", $"{cpu.TotalSeconds:0.0}"];
        yield return Row(recovery, "logged in", recovery.LoggedIn);
        yield return Row(recovery, "answered all questions", recovery.Told);
        yield return Row(recovery, "known again", recovery.Known);
    }

    private static string[] Row(RecoveryObserver recovery, string what, Latency took) =>
        [recovery.What, what, took.Count, Seconds(took, 50), Seconds(took, 99), Seconds(took, 100)];

    private static string Seconds(Latency took, double percentile) => $"{took.Milliseconds(percentile) / 1_000:0.0}";
}
