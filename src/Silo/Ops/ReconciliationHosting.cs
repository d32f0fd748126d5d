using FuelGrains.Grains.Ops.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.Silo.Ops;

/// <summary>Lets this silo take its turn at reconciliation.</summary>
internal static class ReconciliationHosting
{
    public static void AddReconciliation(this IServiceCollection services)
    {
        services
            .AddOptions<ReconciliationOptions>()
            // Settings keep their names: the section is older than the word reconciliation.
            .BindConfiguration("Conservation")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHostedService<ReconciliationService>();
    }
}
