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

    /// <summary>Open to anybody up to the login, which is OpenFSC's own.</summary>
    public static void MapOpenFsc(this WebApplication app)
    {
        // A ping every 15 s keeps middle boxes from cutting a quiet connection; whether the site lives is for HEARTBEAT to find out.
        var socket = ((IEndpointRouteBuilder)app)
            .CreateApplicationBuilder()
            .UseWebSockets(
                new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) }
            );
        socket.Run(context => context.RequestServices.GetRequiredService<FscSites>().AcceptAsync(context));
        app.MapGet(Path, socket.Build()).AllowAnonymous().ExcludeFromDescription();
    }
}
