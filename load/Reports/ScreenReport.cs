namespace FuelGrains.Load.Reports;

/// <summary>The report of the screen benchmark.</summary>
internal static class ScreenReport
{
    public static Report Write(ForecourtRun run, ScreenResult result, IReadOnlyList<Check> checks)
    {
        var settings = run.Settings;
        var success = settings.Timed
            ? $"p99 under {ScreenBenchmark.TargetMs:0} ms"
            : "all of it came; times were not judged";
        var (seconds, screen) = (result.Lasted.TotalSeconds, result.Screen);
        var running = result.Running.DefaultIfEmpty(0).ToList();
        return new Report($"From pump to screen on {run.Storage}: {Report.Verdict(checks, success)}")
            .Paragraph(
                $"{settings.Stations:N0} stations with {settings.Pumps} pumps each; every pump runs, sends its meter twice a second and "
                    + "stands still for a second between two cars. A screen follows all stations, over the hub's WebSockets. "
                    + "Times are from the site's write to its socket to the screen that has read it; a METER that a later one of its "
                    + $"pump overtook counts until that one came. {seconds:0} s were measured, after the warm-up."
            )
            .Bullets(run.Described)
            .Section("How long")
            .Table(
                ["what", "sent", "of the seen within a later one", "never seen", .. Latency.Head],
                [Row("METER to screen", screen.Meters), Row("PUMP to screen", screen.States)]
            )
            .Section("How much")
            .Table(
                ["what", "figure"],
                new Rows
                {
                    ["pumps metering within the same second"] =
                        $"{running.Average():N0} on average, at least {running.Min():N0}, of {settings.Stations * settings.Pumps:N0}",
                    ["METERs a second"] = $"{result.MetersPerSecond:N0}",
                    ["PUMPs a second"] = $"{screen.States.Sent / seconds:N0}",
                    ["the product's CPU, cores (0: it ran already)"] =
                        $"{result.ProductCpu.TotalSeconds / seconds:0.00}",
                    ["the load program's CPU (sites and screen), cores"] =
                        $"{result.OwnCpu.TotalSeconds / seconds:0.00}",
                }
            )
            .Checks("Promises", checks);
    }

    private static string[] Row<T>(string what, MessageDelivery<T> messages)
        where T : notnull =>
        [what, $"{messages.Sent:N0}", $"{messages.Overtaken:N0}", $"{messages.Lost:N0}", .. messages.Took.Cells()];
}
