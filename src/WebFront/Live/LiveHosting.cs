using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Stations;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>Registers and maps the live hub, its caches and its limits.</summary>
internal static class LiveHosting
{
    public const string Path = "/hubs/live";
    private const int InvocationsPerSecond = 10;
    private const int InvocationBurst = 60;
    private const int ConnectionsRemembered = 65_536;

    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<CampaignCache>();
        services
            .AddListCache(FlashSaleEndpoints.PublicAsync)
            .AddListCache(GroupBuyEndpoints.PublicAsync)
            .AddListCache(StationEndpoints.AllAsync)
            .AddListCache(StationEndpoints.ProductsAsync);
        services.AddSingleton<StationFinder>().AddSingleton<StationCache>();
        services.AddSingleton<TeamCache>().AddSingleton<TeamLinks>().AddSingleton<SeatRequests>();
        services.AddSingleton<MeTopics>();
        services.AddSingleton<WebNode>();
        services.AddHostedService(provider => provider.GetRequiredService<WebNode>());
        services.AddSingleton<InvocationLimit>();
        services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 4 * 1024;
                options.EnableDetailedErrors = false;
                options.KeepAliveInterval = TimeSpan.FromSeconds(10);
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                options.AddFilter<InvocationLimit>();
            })
            .AddJsonProtocol(options => JsonRules.Apply(options.PayloadSerializerOptions));
    }

    public static void MapLive(this WebApplication app)
    {
        app.MapHub<LiveHub>(
                Path,
                options =>
                {
                    options.CloseOnAuthenticationExpiration = true;
                    // The server drops a slow reader, so that a reader never costs ever more memory.
                    options.TransportMaxBufferSize = options.ApplicationMaxBufferSize = 64 * 1024;
                }
            )
            .AllowAnonymous();
    }

    /// <summary>
    /// CORS does not cover WebSockets: a page of another origin is turned away here. Mini-programs send no Origin, and
    /// no cookie opens the hub, so nothing is lost by letting those in.
    /// </summary>
    public static void UseLiveOriginCheck(this WebApplication app)
    {
        var allowed = app.Configuration.GetSection("Live:AllowedOrigins").Get<string[]>() ?? [];
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Path),
            branch =>
                branch.Use(
                    (context, next) =>
                    {
                        var origin = context.Request.Headers.Origin.ToString();
                        var own =
                            origin.Length == 0
                            || (
                                Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                                && uri.Authority == context.Request.Host.Value
                            );
                        return own || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
                            ? next(context)
                            : Problems.Forbidden.ExecuteAsync(context);
                    }
                )
        );
    }

    /// <summary>Closes a connection that calls faster than any page would.</summary>
    private sealed class InvocationLimit(TimeProvider time) : IHubFilter
    {
        private readonly BoundedRateLimiter _limiter = new(
            ConnectionsRemembered,
            InvocationsPerSecond,
            InvocationBurst,
            time
        );

        public ValueTask<object?> InvokeMethodAsync(
            HubInvocationContext invocationContext,
            Func<HubInvocationContext, ValueTask<object?>> next
        )
        {
            var key = System.IO.Hashing.XxHash128.Hash(
                System.Text.Encoding.ASCII.GetBytes(invocationContext.Context.ConnectionId)
            );
            if (_limiter.TryAcquire(new(key)))
                return next(invocationContext);
            invocationContext.Context.Abort();
            throw new HubException("Too many calls.");
        }
    }
}
