using FuelGrains.WebFront.Customers;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using Scalar.AspNetCore;

namespace FuelGrains.WebFront.Ops;

/// <summary>The pages of operators: health, metrics, the grain dashboard, the API's description.</summary>
internal static class Operations
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<LedgerReady>("ledger", tags: ["ready"], timeout: TimeSpan.FromSeconds(3));
        services.AddHostedService<ReconciliationGauges>();
        services.AddOpenApi(options => options.AddDocumentTransformer<ApiDescription>());
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("FuelGrains", "Microsoft.Orleans", "Npgsql", "Microsoft.AspNetCore.Http.Connections")
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter()
            );
    }

    public static void MapOperations(this WebApplication app)
    {
        // The status code is the whole answer: strangers get no details.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") })
            .AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Authentication.Metrics);
        app.MapGrainDashboard();
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        app.MapScalarApiReference(
                "/scalar",
                options => options.WithTitle("FuelGrains API").DisableDefaultFonts().DisableTelemetry().DisableAgent()
            )
            .AllowAnonymous();
    }

    /// <summary>Ready means: the silos answer and reach the ledger's database, and this process is not stopping.</summary>
    private sealed class LedgerReady(IGrainFactory grains, IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
                return HealthCheckResult.Unhealthy("stopping");
            try
            {
                await grains.GetGrain<ILedgerHealthGrain>(0).PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
#pragma warning disable CA1031 // whatever it is, the ledger is out of reach
            catch (Exception error)
            {
                return HealthCheckResult.Unhealthy(exception: error);
            }
#pragma warning restore CA1031
        }
    }
}
