using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Campaigns.GroupBuys;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Stations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>Registers and maps the live hub, its caches and its limits.</summary>
internal static class LiveHosting
{
    public const string Path = "/hubs/live";

    /// <summary>A reader whose socket takes nothing for so long is dropped; SignalR looks once a second.</summary>
    public static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The silence after which the server sends a sign of life. Clients notice a dead socket within ten seconds, and ask for a sign of
    /// their own only when this one stays out.
    /// </summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(7);
    private const int InvocationsPerSecond = 10;
    private const int InvocationBurst = 60;
    private const int ConnectionsRemembered = 65_536;
    private const int BufferSize = 64 * 1024;

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
        services.AddSingleton<MeTopics>().AddSingleton<Resyncs>();
        services.AddOptions<LiveLimits>().BindConfiguration("Live").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LiveDoor>();
        services.AddSingleton<WebNode>();
        services.AddHostedService(provider => provider.GetRequiredService<WebNode>());
        services.AddSingleton<InvocationLimit>();
        services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 4 * 1024;
                options.EnableDetailedErrors = false;
                options.KeepAliveInterval = KeepAlive;
                options.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                options.AddFilter<InvocationLimit>();
                options.AddFilter<UnavailableFilter>();
            })
            .AddJsonProtocol(options => JsonRules.Apply(options.PayloadSerializerOptions));
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<HubLifetimeManager<LiveHub>>(p => p.GetRequiredService<LiveConnections>());
    }

    // MapHub would do the same, without the pipe between the transport and the hub.
    public static void MapLive(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        app.MapConnections(
                Path,
                new HttpConnectionDispatcherOptions
                {
                    Transports = HttpTransportType.WebSockets,
                    CloseOnAuthenticationExpiration = true,
                    // The server drops a slow reader, so that a reader never costs ever more memory.
                    TransportSendTimeout = DrainsWithin,
                    TransportMaxBufferSize = BufferSize,
                    ApplicationMaxBufferSize = BufferSize,
                },
                connection =>
                    connection
                        .Use(next =>
                            context =>
                            {
                                var pipe = new LivePipe(context.Transport, time);
                                context.Items[typeof(LivePipe)] = context.Transport = pipe;
                                return next(context);
                            }
                        )
                        .UseHub<LiveHub>()
            )
            .WithMetadata(new HubMetadata(typeof(LiveHub)))
            .AllowAnonymous();
        SayGoodbyeAtTheEnd(app);
    }

    // The last to register runs first: SignalR closes its connections by the same token, and has registered when the process listens.
    private static void SayGoodbyeAtTheEnd(WebApplication app)
    {
        var connections = app.Services.GetRequiredService<LiveConnections>();
#pragma warning disable RS0030 // a callback of the lifetime is synchronous: waiting is what holds back the close
        app.Lifetime.ApplicationStarted.Register(() =>
            app.Lifetime.ApplicationStopping.Register(() => connections.SayGoodbyeAsync().Wait())
        );
#pragma warning restore RS0030
    }

    /// <summary>Lets in whom <see cref="LiveDoor"/> lets in.</summary>
    public static void UseLiveDoor(this WebApplication app) =>
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(Path),
            branch => branch.Use(app.Services.GetRequiredService<LiveDoor>().PassAsync)
        );

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
