using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Stations.FuelOrders;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Stations;

/// <summary>Orders for fuel: their limits, their first step, and who looks after the later ones.</summary>
internal static class FuelOrderHosting
{
    public static void AddFuelOrders(this IServiceCollection services)
    {
        services
            .AddOptions<FuelOrderOptions>()
            .BindConfiguration("FuelOrders")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<FuelTools>();
        services.AddSingleton<IOutboxHandler, AdvanceFuelHandler>();
        services.AddHostedService<FuelSweeper>();
    }
}
