namespace FuelGrains.Load.Workloads.Forecourt;

/// <summary>Makes stations at a product, dials in for each, and runs the workload or benchmark that was asked for.</summary>
internal sealed class ForecourtWorkload(ForecourtSettings settings, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        await using var fixture = await ForecourtFixture.StartAsync(settings, time, stop);
        using var journal = new MeterJournal(settings.Journal, time)
        {
            Remembers = settings.Mode is ForecourtMode.Pay or ForecourtMode.Reconnect,
        };
        fixture.Held = settings.Mode switch
        {
            ForecourtMode.Reconnect => await new ReconnectBenchmark(settings, fixture, journal, time).RunAsync(stop),
            ForecourtMode.Screen => await new ScreenBenchmark(settings, fixture, journal, time).RunAsync(stop),
            _ => await new FuelWorkload(settings, fixture, journal, time).RunAsync(stop),
        };
        return fixture.Held ? 0 : 1;
    }
}
