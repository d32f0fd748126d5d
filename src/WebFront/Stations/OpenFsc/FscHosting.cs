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
        // Pings keep middleboxes from cutting a quiet connection. A missing answer is how a site without HEARTBEAT is known to be dead: a
        // ping and its answer later at most, and the socket's coarse checks, which measured 6 s.
        var socket = ((IEndpointRouteBuilder)app)
            .CreateApplicationBuilder()
            .UseWebSockets(
                new() { KeepAliveInterval = FscLimits.PingEvery, KeepAliveTimeout = FscLimits.PingAnswerWithin }
            );
        socket.Run(context => context.RequestServices.GetRequiredService<FscSites>().AcceptAsync(context));
        app.MapGet(Path, socket.Build()).AllowAnonymous().ExcludeFromDescription();
    }
}
