using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using FuelGrains.Load.Reports;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Sites;

/// <summary>
/// All sites at once: they dial in for the first time, are cut off, and lose a product that is killed with kill -9; while pumps run,
/// and sales wait that nobody pays. Measured is the time until the last one is known again.
/// </summary>
internal sealed class ReconnectRun(ForecourtSettings settings, Stand stand, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Target = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Between two blows: cars come, and sales are made.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly MeterJournal journal = new(settings.Journal, time) { Remembers = true };
    private readonly List<Recovery> recoveries = [];

    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var fleet = await Fleet.MakeAsync(
            settings.Stations,
            stand.Staff,
            station => new(Site(station), journal, time),
            time,
            stop
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = Task.CompletedTask;
        await BlowAsync("dialling in for the first time", fleet, _ => DialAsync(), stop);
        await BlowAsync("every line cut at once", fleet, _ => CutAsync(fleet), stop);
        if (stand.Product.Process is not null)
            await BlowAsync("kill -9 of the product", fleet, KillAsync, stop);
        var owed = journal.Meters;
        await Task.Delay(Quiet, time, stop);
        IReadOnlyList<SaleRow>? rows = stand.Product.Store is { } store ? await SaleMatch.ReadAsync(store, stop) : null;
        var online = fleet.Online;
        await over.CancelAsync();
        await running;

        Check[] checks =
        [
            .. recoveries.Select(Judge),
            Check.Of("sites", "all of them are connected in the end", online == settings.Stations, $"{online:N0}"),
            .. rows is null ? [] : SaleMatch.Of(owed, journal.Meters, rows),
        ];
        var report = ReconnectReport.Write(settings, stand, recoveries, owed.Count, checks);
        await report.PublishAsync(
            settings.Results ?? Repository.Find().Results,
            $"forecourt-reconnect-{stand.Storage}",
            time
        );
        return Array.TrueForAll(checks, check => check.Held);

        Task DialAsync()
        {
            running = fleet.RunAsync(over.Token);
            return Task.CompletedTask;
        }

        async Task KillAsync(Recovery recovery)
        {
            await stand.Product.KillAndStartAgainAsync(stop);
            recovery.Away = recovery.Elapsed;
        }
    }

    public void Dispose() => journal.Dispose();

    private async Task BlowAsync(string what, Fleet fleet, Func<Recovery, Task> strike, CancellationToken stop)
    {
        var recovery = new Recovery(what, fleet, settings.Pumps, stand.Staff, journal, time);
        recoveries.Add(recovery);
        var before = stand.Product.Process;
        var spent = before?.CpuTime;
        await using (Progress.Show(() => recovery.Line, time))
            await Task.WhenAll(strike(recovery), recovery.WatchAsync(Patience, stop));
        recovery.Cpu = stand.Product.Process is { } now ? now.CpuTime - (now == before ? spent : TimeSpan.Zero) : null;
        await Task.Delay(Quiet, time, stop);
    }

    private static Task CutAsync(Fleet fleet)
    {
        foreach (var (_, site) in fleet.Sites)
            site.Cut();
        return Task.CompletedTask;
    }

    private Check Judge(Recovery recovery) =>
        Check.Of(
            "sites",
            $"{recovery.Blow}: the last is known again{(settings.Timed ? $" within {Target.TotalSeconds:0} s" : "")}",
            recovery.Lasted is { } took && (took < Target || !settings.Timed),
            $"{(recovery.Lasted is { } lasted ? FormattableString.Invariant($"{lasted.TotalSeconds:0.0} s") : $"not at all: {string.Join("; ", recovery.Missing)}")}"
        );

    private SiteSettings Site(SecretReply station) =>
        stand.Site(station, settings) with
        {
            // Lines and logins are measured here, not meters: they have a figure of their own.
            MeterEvery = TimeSpan.FromSeconds(10),
            PhoneTime = Timeout.InfiniteTimeSpan,
            Faults = SiteFaults.None,
        };
}
