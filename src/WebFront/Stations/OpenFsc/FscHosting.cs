namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>The endpoint that sites dial in to.</summary>
internal static class FscHosting
{
    public const string Path = "/openfsc";

    public static void AddOpenFsc(this IServiceCollection services)
    {
        services.AddOptions<FscLimits>().BindConfiguration("OpenFsc").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FscSites>();
        services.AddHostedService(provider => provider.GetRequiredService<FscSites>());
    }

    /// <summary>Maps the endpoint. The endpoint is open to anybody, because OpenFSC has a login of its own.</summary>
    public static void MapOpenFsc(this WebApplication app)
    {
        // A ping every 15 s keeps middleboxes from cutting a quiet connection. HEARTBEAT, not the ping, tells whether the site lives.
        var socket = ((IEndpointRouteBuilder)app)
            .CreateApplicationBuilder()
            .UseWebSockets(
                new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) }
            );
        socket.Run(context => context.RequestServices.GetRequiredService<FscSites>().AcceptAsync(context));
        app.MapGet(Path, socket.Build()).AllowAnonymous().ExcludeFromDescription();
    }
}
