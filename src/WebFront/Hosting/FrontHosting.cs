using System.Net;
using FuelGrains.WebFront.Ops;
using Microsoft.AspNetCore.HttpOverrides;

namespace FuelGrains.WebFront.Hosting;

/// <summary>The host itself: server limits, logs, JSON, and where the silo is.</summary>
internal static class FrontHosting
{
    public static void AddFront(this WebApplicationBuilder builder)
    {
        InProcessSilo.CheckTimes(builder.Configuration);
        var settings = FrontSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(new PublicAddress(builder.Configuration, builder.Environment));
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = 200_000;
            // The hub's limit and the sites' limit (LiveLimits, FscLimits) count these, so neither can take the other's share.
            kestrel.Limits.MaxConcurrentUpgradedConnections = null;
        });
        builder.WebHost.UseStaticWebAssets();
        builder.AddLogs();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(45));
        builder.Services.ConfigureHttpJsonOptions(options => JsonRules.Apply(options.SerializerOptions));
        if (settings.RemoteSilo)
            RemoteSilo.Add(builder, settings);
        else
            InProcessSilo.Add(builder);
        builder.Services.AddSingleton(TimeProvider.System);
    }

    /// <summary>Believes X-Forwarded-For and -Proto of the proxies in <c>Front:KnownProxies</c>, and of nobody else.</summary>
    public static void UseProxies(this WebApplication app)
    {
        var proxies = KnownProxies(app.Configuration);
        if (proxies.IsEmpty)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        foreach (var proxy in proxies)
            options.KnownProxies.Add(proxy);
        app.UseForwardedHeaders(options);
    }

    /// <summary>The addresses of <c>Front:KnownProxies</c>.</summary>
    public static ImmutableArray<IPAddress> KnownProxies(IConfiguration configuration) =>
        [
            .. (configuration.GetSection("Front:KnownProxies").Get<string[]>() ?? []).Select(proxy =>
                IPAddress.TryParse(proxy, out var address)
                    ? address
                    : throw new StartRefusedException($"Front:KnownProxies names '{proxy}', which is no IP address.")
            ),
        ];

    private static void AddLogs(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            builder.Logging.ClearProviders().AddJsonConsole();
        builder
            .Logging
            // Request lines hold the query, and the hub's query holds a token: never, whatever the configuration says. Silent, it
            // also saves an Activity a request; what fails is logged by the exception handler.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }
}
