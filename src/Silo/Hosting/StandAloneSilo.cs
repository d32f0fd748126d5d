using FuelGrains.Grains.Ops.Readiness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Hosting;

/// <summary>Runs a silo as a process of its own, with health endpoints for the program that supervises the process.</summary>
public static class StandAloneSilo
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception refused) when (StartRefusal.Sentence(refused) is not null)
        {
            await Console.Error.WriteLineAsync(StartRefusal.Sentence(refused));
            return 1;
        }
    }

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        configure?.Invoke(builder);
        if (ProductSettings.Read(builder.Configuration, builder.Environment).Storage == StorageKind.Sqlite)
            throw new SettingsException(
                "A stand-alone silo needs FuelGrains:Storage = Postgres: a SQLite file belongs to one process, the web front's."
            );
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.Configuration["urls"] = "http://127.0.0.1:5090";
        if (!builder.Environment.IsDevelopment())
            builder.Logging.AddJsonConsole();
        builder
            .Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(45));
        builder.AddFuelGrainsSilo();
        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Text("ok"));
        app.MapGet(
            "/health/ready",
            (ReadinessProbe probe, IHostApplicationLifetime lifetime) =>
                probe.IsReady && !lifetime.ApplicationStopping.IsCancellationRequested
                    ? Results.Text("ok")
                    : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable)
        );
        return app;
    }
}
