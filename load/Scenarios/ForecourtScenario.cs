using System.CommandLine;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Forecourt;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Scenarios;

/// <summary>Makes stations at a running product, dials in for each, and fuels until it is stopped.</summary>
internal sealed class ForecourtScenario(ForecourtSettings settings, TimeProvider time)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    public static Command Attach(Command command, TimeProvider time)
    {
        var options = new ForecourtOptions();
        options.AddTo(command);
        command.SetAction((parsed, stop) => new ForecourtScenario(options.Read(parsed), time).RunAsync(stop));
        return command;
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = settings.Target };
        var staff = await StaffClient.LoginAsync(http, settings.Staff, stop);
        using var journal = new MeterJournal(settings.Journal, time);
        var sites = new List<SimulatedSite>();
        for (var i = 1; i <= settings.Stations; i++)
        {
            var station = await staff.NewStationAsync(string.Create(CultureInfo.InvariantCulture, $"模拟站 {RunId.New()}-{i}"), time, stop);
            sites.Add(new(Settings(station), journal, time));
        }
        var began = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var fuelling = Task.WhenAll(sites.Select(site => site.RunAsync(over.Token)));
        await WatchAsync(sites, journal, began, stop);
        await over.CancelAsync();
        await fuelling.ContinueWith(_ => { }, TaskScheduler.Default);
        var away = sites.Count(site => site.Logins == 0);
        Console.WriteLine(away == 0 ? "Every site had logged in." : $"{away} sites never logged in.");
        return away == 0 ? 0 : 1;
    }

    private async Task WatchAsync(List<SimulatedSite> sites, MeterJournal journal, long began, CancellationToken stop)
    {
        var everybody = false;
        while (!stop.IsCancellationRequested && (settings.Duration == Timeout.InfiniteTimeSpan || time.GetElapsedTime(began) < settings.Duration))
        {
            await Task.Delay(everybody ? ReportEvery : TimeSpan.FromMilliseconds(100), time, stop).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!everybody && sites.TrueForAll(site => site.Logins > 0))
            {
                everybody = true;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All {sites.Count} sites logged in within {time.GetElapsedTime(began).TotalSeconds:0.0} s."));
            }
            if (!everybody) continue;
            var counts = string.Join(", ", journal.Counts.OrderBy(count => count.Key).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(began).TotalSeconds,5:0} s: {sites.Sum(site => site.Logins)} logins; {counts}"));
        }
    }

    private SiteSettings Settings(SecretReply station) => new()
    {
        Server = settings.Target,
        Station = station.StationId,
        Secret = station.Secret,
        Pumps = settings.Pumps,
        Pace = settings.Pace,
        Seed = settings.Seed,
        Faults = settings.Faults ? SiteFaults.Usual : SiteFaults.None,
    };
}
