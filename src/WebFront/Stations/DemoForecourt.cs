using FuelGrains.Load.Forecourt;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FuelGrains.WebFront.Stations;

/// <summary>
/// Connects a simulated site to each station of the demo, over the same protocol as a real site. Only the one process that owns a
/// SQLite file does so; several processes would take each other's connections.
/// </summary>
internal sealed class DemoForecourt(
    IGrainFactory grains,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider time
) : BackgroundService
{
    private const int MostStations = 3;
    private const int Pumps = 8;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var address = new Uri(
            server
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
                .Replace("[::]", "127.0.0.1", StringComparison.Ordinal)
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        );
        using var journal = new MeterJournal(path: null, time);
        var stations = await StationsAsync(stoppingToken);
        await Task.WhenAll(
            stations.Select(
                async (station, i) =>
                {
                    var control = grains.GetGrain<IStationControlGrain>(station.Id.Value);
                    if (await control.RotateCredentialAsync("demo") is not { } secret)
                        return;
                    if (i == 0 && await control.RenewScreenKeyAsync("demo") is { } key)
                        Console.WriteLine(
                            $"  Station screen {address.GetLeftPart(UriPartial.Authority)}/screen/{station.Id}#{key.Secret}"
                        );
                    var site = new SiteSettings
                    {
                        Server = address,
                        Station = station.Id.Value,
                        Secret = secret.Secret,
                        Pumps = Pumps,
                        Pace = 2,
                        Seed = i,
                    };
                    await Task.WhenAll(
                        new SimulatedSite(site, journal, time).RunAsync(stoppingToken),
                        MapAsync(control, stoppingToken)
                    );
                }
            )
        );
    }

    // The grades are set as staff would set them, so that vouchers for litres of a grade are usable at the pump.
    private async Task MapAsync(IStationControlGrain control, CancellationToken ct)
    {
        foreach (var product in SiteProduct.Usual)
            while (await control.MapProductAsync(product.Id, product.Id + "#", "demo") is null)
                await Task.Delay(Retry, time, ct);
    }

    // The seed writes the stations at the same time.
    private async Task<ImmutableArray<StationView>> StationsAsync(CancellationToken ct)
    {
        while (true)
        {
            var stations = await grains.GetGrain<IStationDirectoryGrain>(0).StationsAsync(MostStations);
            if (stations.Length > 0)
                return stations;
            await Task.Delay(Retry, time, ct);
        }
    }
}

internal static class DemoForecourtHosting
{
    /// <summary>Starts the forecourt with the demo's data, unless <c>Demo:Forecourt</c> says otherwise.</summary>
    public static void AddDemoForecourt(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var demo = configuration.GetValue<bool?>("Demo:Seed") ?? builder.Environment.IsDevelopment();
        var alone = !"Postgres".Equals(configuration["FuelGrains:Storage"], StringComparison.OrdinalIgnoreCase);
        if (alone && (configuration.GetValue<bool?>("Demo:Forecourt") ?? demo))
            builder.Services.AddHostedService<DemoForecourt>();
    }
}
