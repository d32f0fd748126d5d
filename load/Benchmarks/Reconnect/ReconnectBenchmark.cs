namespace FuelGrains.Load.Benchmarks.Reconnect;

/// <summary>
/// All sites at once dial in for the first time, are cut off, and lose a product that is killed with kill -9, while pumps run and sales
/// wait that nobody pays. The measured time ends when the back office's API knows the last site again.
/// </summary>
internal sealed class ReconnectBenchmark(ForecourtRun run)
{
    private static readonly TimeSpan Target = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);

    /// <summary>The time between two outages, in which cars come and sales are made.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private static readonly string[] ReportHead = ["after", "what", "sites", "p50 s", "p99 s", "last s"];
    private readonly List<RecoveryObserver> _recoveries = [];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var (product, journal, time) = (run.Product, run.Journal, run.Time);
        var fleet = await run.MakeFleetAsync(site => new(Quietly(site), journal, time), stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Task.CompletedTask;
        await OutageAsync("dialling in for the first time", fleet, _ => DialAsync(), stop);
        await OutageAsync("every line cut at once", fleet, _ => CutAsync(fleet), stop);
        if (product.Process is not null)
            await OutageAsync("kill -9 of the product", fleet, KillAsync, stop);
        var owed = journal.Meters;
        await Task.Delay(Quiet, time, stop);
        var rows = product.Store is { } store ? await FuelTables.ReadSalesAsync(store, stop) : null;
        var online = fleet.Online;
        await over.CancelAsync();
        await running;

        Check[] checks =
        [
            .. _recoveries.Select(Evaluate),
            new("sites", "all of them are connected in the end", online == fleet.Sites.Count, $"{online:N0}"),
            .. rows is null ? [] : FuelSaleVerifier.Of(owed, journal.Meters, rows),
        ];
        return await run.EndAsync("reconnect", Write(owed.Count, checks), checks);

        Task DialAsync()
        {
            running = fleet.RunAsync(over.Token);
            return Task.CompletedTask;
        }

        async Task KillAsync(RecoveryObserver recovery)
        {
            recovery.Away = (await product.KillAndStartAgainAsync(recovery.What, time, stop)).Lasted;
        }
    }

    private async Task OutageAsync(
        string what,
        SiteFleet fleet,
        Func<RecoveryObserver, Task> inject,
        CancellationToken stop
    )
    {
        var recovery = new RecoveryObserver(what, fleet, run);
        _recoveries.Add(recovery);
        var before = run.Product.Process;
        var spent = before?.CpuTime;
        await using (Progress.Show(() => recovery.Line, run.Time))
            await Task.WhenAll(inject(recovery), recovery.WatchAsync(Within, stop));
        recovery.Cpu = run.Product.Process is { } now ? now.CpuTime - (now == before ? spent : TimeSpan.Zero) : null;
        await Task.Delay(Quiet, run.Time, stop);
    }

    private static Task CutAsync(SiteFleet fleet)
    {
        foreach (var (_, site) in fleet.Sites)
            site.Cut();
        return Task.CompletedTask;
    }

    private Check Evaluate(RecoveryObserver recovery) =>
        new(
            "sites",
            $"{recovery.What}: the last is known again{(run.Settings.Timed ? $" within {Target.TotalSeconds:0} s" : "")}",
            recovery.Lasted is { } took && (took < Target || !run.Settings.Timed),
            recovery.Lasted is { } lasted
                ? $"{lasted.TotalSeconds:0.0} s"
                : $"not at all: {string.Join("; ", recovery.Missing)}"
        );

    private static SiteSettings Quietly(SiteSettings site) =>
        site with
        {
            // This benchmark measures lines and logins; meters have a benchmark of their own.
            MeterEvery = TimeSpan.FromSeconds(10),
            PhoneTime = Timeout.InfiniteTimeSpan,
            Faults = SiteFaults.None,
        };

    private Report Write(int sales, IReadOnlyList<Check> checks)
    {
        var settings = run.Settings;
        var success = settings.Timed ? "all come back in time" : "all come back; times were not judged";
        return new Report(
            $"{settings.Stations:N0} sites at once on {run.Fixture.Storage}: {Report.Verdict(checks, success)}"
        )
            .Paragraph(
                $"{settings.Stations:N0} sites with {settings.Pumps} pumps each and a socket of their own; {sales:N0} sales were made "
                    + "meanwhile and wait. Times begin with the outage; a site that finds no server dials again after 0.1 s and then "
                    + "slower, every 2 to 4 s at last."
            )
            .Bullets(run.Described)
            .Section("How long")
            .Table(ReportHead, _recoveries.SelectMany(Rows))
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
