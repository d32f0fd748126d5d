namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Makes stations at a product, dials in for each, and runs the workload or benchmark that was asked for.</summary>
internal sealed class ForecourtWorkload(ForecourtSettings settings, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var fixture = new RunFixture(settings, time);
        await fixture.StartAsync(stop);
        using var journal = new MeterJournal(settings.Journal, time)
        {
            Remembers = settings.Mode is ForecourtMode.Pay or ForecourtMode.Reconnect,
        };
        var forecourt = new ForecourtRun(settings, fixture, journal);
        return settings.Mode switch
        {
            ForecourtMode.Reconnect => await new ReconnectBenchmark(forecourt).RunAsync(stop),
            ForecourtMode.Screen => await new ScreenBenchmark(forecourt).RunAsync(stop),
            _ => await new FuelWorkload(forecourt).RunAsync(stop),
        };
    }
}

/// <summary>The parts that the forecourt's workload and benchmarks share.</summary>
internal sealed record ForecourtRun(ForecourtSettings Settings, RunFixture Fixture, MeterJournal Journal)
{
    private const int MadeAtOnce = 8;

    public TimeProvider Time => Fixture.Time;
    public ProductUnderTest Product => Fixture.Product;

    /// <summary>Machine and settings, for the report.</summary>
    public IEnumerable<string> Described =>
        Settings.Target is not null
            ? Fixture.Machine
            :
            [
                .. Fixture.Machine,
                $"limits raised and waits shortened: {ProductSettings.Raised} {ProductSettings.Text(Settings.Named)}",
            ];

    /// <summary>Makes the stations through the back office, each with its site.</summary>
    /// <param name="make">Makes a site that dials in here; the run decides what the site does.</param>
    public async Task<SiteFleet> MakeFleetAsync(Func<SiteSettings, SimulatedSite> make, CancellationToken stop)
    {
        var run = RunId.New();
        List<int> numbers = [.. Enumerable.Range(1, Settings.Stations)];
        return new(await Progress.SelectAsync(numbers, MadeAtOnce, "stations made", OneAsync, Time, stop));

        async Task<(Guid, SimulatedSite)> OneAsync(int number, CancellationToken cancel)
        {
            var station = await Fixture.Staff.NewStationAsync($"模拟站 {run}-{number}", cancel);
            var site = new SiteSettings
            {
                Server = Product.Address,
                Station = station.StationId,
                Secret = station.Secret,
                Pumps = Settings.Pumps,
                Seed = Settings.Seed,
            };
            return (station.StationId, make(site));
        }
    }

    public Task<int> EndAsync(string name, Report report, IReadOnlyCollection<Check> checks) =>
        Fixture.EndAsync($"forecourt-{name}", report, checks);
}
