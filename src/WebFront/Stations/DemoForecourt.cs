using FuelGrains.ForecourtSimulator;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FuelGrains.WebFront.Stations;

/// <summary>
/// Runs a simulated site for each of the demo's stations, which dials in as a real one does. Only the one process that owns a SQLite
/// file may do that: the sites of several processes would disconnect each other.
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

    // Vouchers for litres of a grade are accepted at the pump only after the back office has mapped the site's products.
    private async Task MapAsync(IStationControlGrain control, CancellationToken ct)
    {
        foreach (var product in SiteProduct.Usual)
            while (await control.MapProductAsync(product.Id, product.Id + "#", "demo") is null)
                await Task.Delay(Retry, time, ct);
    }

    // The demo seed may still be writing the stations.
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
    /// <summary>Adds simulated sites where the demo's data is, unless <c>Demo:Forecourt</c> says otherwise; never in Production.</summary>
    public static void AddDemoForecourt(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var demo = configuration.GetValue<bool?>("Demo:Seed") ?? builder.Environment.IsDevelopment();
        var alone = !"Postgres".Equals(configuration["FuelGrains:Storage"], StringComparison.OrdinalIgnoreCase);
        if (alone && !builder.Environment.IsProduction() && (configuration.GetValue<bool?>("Demo:Forecourt") ?? demo))
            builder.Services.AddHostedService<DemoForecourt>();
    }
}
