namespace FuelGrains.Load.Benchmarks.Reconnect;

/// <summary>
/// All sites at once dial in for the first time, are cut off, and lose a product that is killed with kill -9, while pumps run and sales
/// wait that nobody pays. The measured time ends when the back office's API knows the last site again.
/// </summary>
internal sealed class ReconnectBenchmark(
    ForecourtSettings settings,
    ForecourtFixture fixture,
    MeterJournal journal,
    TimeProvider time
)
{
    public static readonly TimeSpan Target = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);

    /// <summary>The time between two outages, in which cars come and sales are made.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly List<RecoveryObserver> _recoveries = [];

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var fleet = await SiteFleet.MakeAsync(
            settings.Stations,
            fixture.Staff,
            station => new(Site(station), journal, time),
            time,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Task.CompletedTask;
        await OutageAsync("dialling in for the first time", fleet, _ => DialAsync(), stop);
        await OutageAsync("every line cut at once", fleet, _ => CutAsync(fleet), stop);
        if (fixture.Product.Process is not null)
            await OutageAsync("kill -9 of the product", fleet, KillAsync, stop);
        var owed = journal.Meters;
        await Task.Delay(Quiet, time, stop);
        IReadOnlyList<FuelSaleRow>? rows = fixture.Product.Store is { } store
            ? await FuelTables.ReadSalesAsync(store, stop)
            : null;
        var online = fleet.Online;
        await over.CancelAsync();
        await running;

        Check[] checks =
        [
            .. _recoveries.Select(Evaluate),
            Check.Of("sites", "all of them are connected in the end", online == settings.Stations, $"{online:N0}"),
            .. rows is null ? [] : FuelSaleVerifier.Of(owed, journal.Meters, rows),
        ];
        var report = ReconnectReport.Write(settings, fixture, _recoveries, owed.Count, checks);
        await report.PublishAsync(
            settings.Results ?? Repository.Find().Results,
            $"forecourt-reconnect-{fixture.Storage}",
            time
        );
        return Array.TrueForAll(checks, check => check.Held);

        Task DialAsync()
        {
            running = fleet.RunAsync(over.Token);
            return Task.CompletedTask;
        }

        async Task KillAsync(RecoveryObserver recovery)
        {
            await fixture.Product.KillAndStartAgainAsync(stop);
            recovery.Away = recovery.Elapsed;
        }
    }

    private async Task OutageAsync(
        string what,
        SiteFleet fleet,
        Func<RecoveryObserver, Task> inject,
        CancellationToken stop
    )
    {
        var recovery = new RecoveryObserver(what, fleet, settings.Pumps, fixture.Staff, journal, time);
        _recoveries.Add(recovery);
        var before = fixture.Product.Process;
        var spent = before?.CpuTime;
        await using (Progress.Show(() => recovery.Line, time))
            await Task.WhenAll(inject(recovery), recovery.WatchAsync(Within, stop));
        recovery.Cpu = fixture.Product.Process is { } now
            ? now.CpuTime - (now == before ? spent : TimeSpan.Zero)
            : null;
        await Task.Delay(Quiet, time, stop);
    }

    private static Task CutAsync(SiteFleet fleet)
    {
        foreach (var (_, site) in fleet.Sites)
            site.Cut();
        return Task.CompletedTask;
    }

    private Check Evaluate(RecoveryObserver recovery) =>
        Check.Of(
            "sites",
            $"{recovery.What}: the last is known again{(settings.Timed ? $" within {Target.TotalSeconds:0} s" : "")}",
            recovery.Lasted is { } took && (took < Target || !settings.Timed),
            recovery.Lasted is { } lasted
                ? $"{lasted.TotalSeconds:0.0} s"
                : $"not at all: {string.Join("; ", recovery.Missing)}"
        );

    private SiteSettings Site(SecretReply station) =>
        fixture.Site(station) with
        {
            // This benchmark measures lines and logins; meters have a benchmark of their own.
            MeterEvery = TimeSpan.FromSeconds(10),
            PhoneTime = Timeout.InfiniteTimeSpan,
            Faults = SiteFaults.None,
        };
}
