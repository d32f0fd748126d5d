using FuelGrains.WebFront.Customers;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using Scalar.AspNetCore;

namespace FuelGrains.WebFront.Ops;

/// <summary>The pages of operators: health, metrics, the grain dashboard, the API's description.</summary>
internal static class Operations
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<LedgerReadiness>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerReadiness>());
        services.AddHealthChecks().AddCheck<LedgerReadiness>("ledger", tags: ["ready"]);
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
}
