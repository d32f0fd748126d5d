using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Stations.FuelOrders;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Stations;

/// <summary>Registers the services of fuel orders: limits, the handler of the first step, and the sweeper of later steps.</summary>
internal static class FuelOrderHosting
{
    public static void AddFuelOrders(this IServiceCollection services)
    {
        services
            .AddOptions<FuelOrderOptions>()
            .BindConfiguration("FuelOrders")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<FuelOrderNotifier>();
        services.AddSingleton<FuelOrderStore>();
        services.AddSingleton<FuelSteps>();
        services.AddSingleton<FuelDecisions>();
        services.AddSingleton<IOutboxHandler, AdvanceFuelHandler>();
        services.AddHostedService<FuelSweeper>();
    }
}
