using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Drivers;
using FuelGrains.Load.Scenarios;
using FuelGrains.Load.Sites;

namespace FuelGrains.Load.Reports;

/// <summary>The page about the way from a pump to the screen.</summary>
internal static class ScreenReport
{
    public static Report Write(
        ForecourtSettings settings,
        Stand stand,
        ScreenFigure figure,
        IReadOnlyList<Check> checks
    )
    {
        var failed = checks.Count(check => !check.Held);
        var seconds = figure.Lasted.TotalSeconds;
        var running = figure.Running.DefaultIfEmpty(0).ToList();
        return new Report($"From pump to screen on {stand.Storage}: {Verdict(settings.Timed, failed)}")
            .Paragraph(
                Text(
                    $"{settings.Stations:N0} stations with {settings.Pumps} pumps each; every pump runs, tells its meter twice a second and stands still for a second between two cars. A screen follows all stations, over the hub's WebSockets. Time is from the site's write to its socket to the screen that has read it; a METER that a later one of its pump overtook counts until that one came. {seconds:0} s were measured, after the warm-up."
                )
            )
            .Bullets(stand.Described)
            .Section("How long")
            .Table(
                [
                    "what",
                    "sent",
                    "seen",
                    "of them within a later one",
                    "never",
                    "p50 ms",
                    "p99 ms",
                    "p99.9 ms",
                    "max ms",
                ],
                [Row("METER to screen", figure.Screen.Meters), Row("PUMP to screen", figure.Screen.States)]
            )
            .Section("How much")
            .Table(
                ["what", "figure"],
                [
                    [
                        "pumps metering within the same second",
                        Text(
                            $"{running.Average():N0} on average, at least {running.Min():N0}, of {settings.Stations * settings.Pumps:N0}"
                        ),
                    ],
                    ["METERs a second", Text($"{figure.MetersPerSecond:N0}")],
                    ["PUMPs a second", Text($"{figure.Screen.States.Sent / seconds:N0}")],
                    [
                        "the product's CPU",
                        figure.ProductCpu > TimeSpan.Zero
                            ? Text($"{figure.ProductCpu.TotalSeconds / seconds:0.00} cores")
                            : "not ours to see",
                    ],
                    [
                        "the load program's CPU (sites and screen)",
                        Text($"{figure.OwnCpu.TotalSeconds / seconds:0.00} cores"),
                    ],
                ]
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
        : timed ? Text($"p99 under {ScreenRun.TargetMs:0} ms")
        : "all of it came; times were not judged";

    private static string[] Row<T>(string what, Seen<T> seen)
        where T : notnull =>
        [
            what,
            Text($"{seen.Sent:N0}"),
            seen.Took.Count,
            Text($"{seen.Overtaken:N0}"),
            Text($"{seen.Lost:N0}"),
            .. seen.Took.Cells(),
        ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
