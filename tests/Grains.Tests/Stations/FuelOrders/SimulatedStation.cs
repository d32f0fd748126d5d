using FuelGrains.GrainInterfaces.Live;
using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>A station whose one pump is simulated and whose site is always connected.</summary>
internal sealed class SimulatedStation(StationId id, SimulatedPump pump) : IStationGrain
{
    private const long Epoch = 1;

    public Task<Forecourt?> ForecourtAsync() =>
        Task.FromResult<Forecourt?>(
            new(
                new()
                {
                    Id = id,
                    Name = "",
                    Connected = true,
                    Prices = [],
                    Pumps = [pump.Board],
                },
                Epoch,
                "pace",
                "CNY"
            )
        );

    public Task<bool> SendAsync(long epoch, SiteCommand command)
    {
        if (epoch == Epoch)
            pump.Send(epoch, command);
        return Task.FromResult(epoch == Epoch);
    }

    public Task SaleChangedAsync(FuelSale sale) => Task.CompletedTask;

    public Task RegisterAsync(StationView station) => throw new NotSupportedException();

    public Task ReloadAsync() => throw new NotSupportedException();

    public Task<StationUpdate?> AttachAsync(IWebNode node) => throw new NotSupportedException();
}
