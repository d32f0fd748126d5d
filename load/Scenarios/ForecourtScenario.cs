using System.CommandLine;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Drivers;
using FuelGrains.Load.Forecourt;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Scenarios;

/// <summary>Makes stations at a running product, dials in for each, and fuels until it is stopped.</summary>
internal sealed class ForecourtScenario(ForecourtSettings settings, TimeProvider time)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    // An order nobody pays runs out after three minutes; the rest is a site that must come back.
    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(5);
    private const int MostTold = 20;

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
        using var journal = new MeterJournal(settings.Journal, time) { Remembers = settings.Pay };
        var screen = new ScreenWatch(settings.Target, time);
        var (sites, stations) = (new List<SimulatedSite>(), new List<Guid>());
        for (var i = 1; i <= settings.Stations; i++)
        {
            var station = await staff.NewStationAsync(string.Create(CultureInfo.InvariantCulture, $"模拟站 {RunId.New()}-{i}"), time, stop);
            stations.Add(station.StationId);
            sites.Add(new(Settings(station), journal, time) { Metered = (pump, ml) => screen.Sent(station.StationId, pump, ml) });
        }
        var began = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var home = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var fuelling = Task.WhenAll([screen.RunAsync(stations, over.Token), .. sites.Select(site => site.RunAsync(over.Token))]);
        var drivers = new PayingDrivers(http, time, settings.Seed);
        var pumps = stations.SelectMany(station => Enumerable.Range(1, settings.Pumps).Select(pump => (station, pump))).ToArray();
        var driving = settings.Pay ? drivers.RunAsync(pumps, home.Token) : Task.CompletedTask;
        await WatchAsync(sites, journal, began, stop);
        await home.CancelAsync();
        await driving;
        // The sites go on meanwhile: what is on its way still needs their answers.
        var matched = !settings.Pay || Tell(journal, await drivers.EndAsync(EndWithin, CancellationToken.None));
        await over.CancelAsync();
        await fuelling.ContinueWith(_ => { }, TaskScheduler.Default);
        var away = sites.Count(site => site.Logins == 0);
        Console.WriteLine(away == 0 ? "Every site had logged in." : $"{away} sites never logged in.");
        var latency = screen.Seen.Cells();
        Console.WriteLine($"METER to screen: p50 {latency[0]} ms, p99 {latency[1]} ms, p99.9 {latency[2]} ms, longest {latency[3]} ms, {screen.Seen.Count} seen.");
        return away == 0 && matched ? 0 : 1;
    }

    private static bool Tell(MeterJournal journal, IReadOnlyList<(PlacedOrder Placed, FuelOrderReply? Order)> orders)
    {
        var wrong = MeterMatch.Judge(journal.Meters, orders);
        var counts = string.Join(", ", orders.GroupBy(o => o.Order is { Phase: "backOffice" } ? "back office" : o.Order?.Status ?? "unknown")
            .OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"));
        var kept = orders.Sum(o => o.Order?.KeptFen ?? 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Drivers placed {orders.Count} orders: {counts}; {kept} fen were kept."));
        foreach (var line in wrong.Take(MostTold)) Console.WriteLine("  MISMATCH  " + line);
        Console.WriteLine(wrong.Count == 0 ? "Meters and money match." : $"{wrong.Count} things do not match.");
        return wrong.Count == 0;
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
