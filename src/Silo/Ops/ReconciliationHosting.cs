using FuelGrains.Grains.Ops.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Lets this silo take its turn at looking whether everything adds up.</summary>
internal static class ReconciliationHosting
{
    public static void AddReconciliation(this IServiceCollection services)
    {
        services
            .AddOptions<ReconciliationOptions>()
            .BindConfiguration("Reconciliation")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHostedService<ReconciliationService>();
    }
}
