using FuelGrains.Grains.Ops.Conservation;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Lets this silo take its turn at looking whether everything adds up.</summary>
internal static class ConservationHosting
{
    public static void AddConservation(this IServiceCollection services)
    {
        services
            .AddOptions<ConservationOptions>()
            .BindConfiguration("Conservation")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHostedService<ConservationWatch>();
    }
}
