using FuelGrains.WebFront.Customers;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using Scalar.AspNetCore;

namespace FuelGrains.WebFront.Ops;

/// <summary>The pages of operators: health, metrics, the grain dashboard, the API's description.</summary>
internal static class Operations
{
    private static readonly ImmutableArray<string> AspNetCoreMeters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Http.Connections",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.RateLimiting",
    ];

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
                // The meters of ASP.NET Core by name: the package that knows them adds a middleware to every request.
                metrics
                    .AddMeter("FuelGrains", "Microsoft.Orleans", "Npgsql")
                    .AddMeter([.. AspNetCoreMeters])
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
