using FuelGrains.Grains.Campaigns.Spread;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FuelGrains.Silo.Hosting;

/// <summary>Spreads grains over the silos of a cluster, whoever asks for them. A silo that is alone has them all.</summary>
internal static class SpreadHosting
{
    public static ISiloBuilder SpreadGrains(this ISiloBuilder silo)
    {
        silo.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
        // Orleans' default prefers the silo that asks: a sweep that wakes 400 grains would have them all.
        silo.Services.AddSingleton<PlacementStrategy, RandomPlacement>();
        return silo;
    }
}
