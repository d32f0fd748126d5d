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
        var forecourt = new ForecourtRun(settings, fixture, journal, time);
        return settings.Mode switch
        {
            ForecourtMode.Reconnect => await new ReconnectBenchmark(forecourt).RunAsync(stop),
            ForecourtMode.Screen => await new ScreenBenchmark(forecourt).RunAsync(stop),
            _ => await new FuelWorkload(forecourt).RunAsync(stop),
        };
    }
}

/// <summary>What the forecourt's workload and benchmarks share.</summary>
internal sealed record ForecourtRun(
    ForecourtSettings Settings,
    RunFixture Fixture,
    MeterJournal Journal,
    TimeProvider Time
)
{
    public string Storage => Fixture.Storage;

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

    /// <summary>The settings of a site that dials in here; the run adds what the site does.</summary>
    public SiteSettings Site(SecretReply station) =>
        new()
        {
            Server = Product.Address,
            Station = station.StationId,
            Secret = station.Secret,
            Pumps = Settings.Pumps,
            Seed = Settings.Seed,
        };

    public Task<int> EndAsync(string name, Report report, IReadOnlyCollection<Check> checks) =>
        Fixture.EndAsync($"forecourt-{name}", report, checks);
}
