using System.ComponentModel.DataAnnotations;
using System.Net;
using FuelGrains.WebFront.Customers;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Ops;

/// <summary>Limits of the requests of a caller. Section <c>Limits</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests a second of one logged-in customer or member of staff. Default: 20.</summary>
    [Range(0.01, 1_000_000)]
    public double CustomerPerSecond { get; set; } = 20;

    /// <summary>How many of those may come at once. Default: 40.</summary>
    [Range(1, 1_000_000)]
    public int CustomerBurst { get; set; } = 40;

    /// <summary>
    /// Queries to WeChat a second that one customer may prompt, over all orders; each order has a limit of its own. Default: 0.5.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double PromptsPerSecond { get; set; } = 0.5;

    /// <summary>How many of those may come at once. Default: 6, two orders' share.</summary>
    [Range(1, 1_000_000)]
    public int PromptBurst { get; set; } = 6;

    /// <summary>Callers remembered; 32 bytes each. Default: 262,144.</summary>
    [Range(1_024, 16_777_216)]
    public int CustomersRemembered { get; set; } = 262_144;

    /// <summary>
    /// Requests of the API a second that one address sends without a valid token, logins apart. Thousands of phones share one behind a
    /// carrier's NAT. Default: 500.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double AnonymousPerAddressPerSecond { get; set; } = 500;

    /// <summary>How many of those may come at once. Default: 5,000.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousPerAddressBurst { get; set; } = 5_000;

    /// <summary>
    /// Logins and bad tokens a second of one address. Thousands of phones share one behind a carrier's NAT. Default: 200.
    /// </summary>
    [Range(0.01, 1_000_000)]
    public double LoginPerAddressPerSecond { get; set; } = 200;

    /// <summary>How many of those may come at once. Default: 2,000.</summary>
    [Range(1, 1_000_000)]
    public int LoginPerAddressBurst { get; set; } = 2_000;

    /// <summary>Logins and bad tokens a second of everybody together, for each node. Default: 2,000.</summary>
    [Range(0.01, 1_000_000)]
    public double LoginGlobalPerSecond { get; set; } = 2_000;

    /// <summary>How many of those may come at once. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int LoginGlobalBurst { get; set; } = 10_000;

    /// <summary>Addresses remembered. Default: 65,536.</summary>
    [Range(1_024, 16_777_216)]
    public int AddressesRemembered { get; set; } = 65_536;
}

/// <summary>Verified requests are limited per caller alone; unverified ones (login, bad tokens) per address and together.</summary>
public sealed class RateLimits
{
    private readonly BoundedRateLimiter _callers;
    private readonly BoundedRateLimiter _addresses;
    private readonly BoundedRateLimiter _anonymous;
    private readonly BoundedRateLimiter _everybody;

    public RateLimits(IOptions<RateLimitOptions> options, TimeProvider time)
    {
        var o = options.Value;
        _callers = new(o.CustomersRemembered, o.CustomerPerSecond, o.CustomerBurst, time);
        _addresses = new(o.AddressesRemembered, o.LoginPerAddressPerSecond, o.LoginPerAddressBurst, time);
        _anonymous = new(o.AddressesRemembered, o.AnonymousPerAddressPerSecond, o.AnonymousPerAddressBurst, time);
        _everybody = new(1, o.LoginGlobalPerSecond, o.LoginGlobalBurst, time);
    }

    public bool AllowsCaller(CallerIdentity caller) => _callers.TryAcquire(caller.LimitKey);

    public bool AllowsUnverified(IPAddress? address) =>
        _addresses.TryAcquire(KeyOf(address)) && _everybody.TryAcquire(default);

    public bool AllowsAnonymous(IPAddress? address) => _anonymous.TryAcquire(KeyOf(address));

    /// <summary>An IPv6 subscriber owns a whole /64: that is one caller.</summary>
    public static Guid KeyOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        (address ?? IPAddress.None).MapToIPv6().TryWriteBytes(bytes, out _);
        if (address is { IsIPv4MappedToIPv6: false, AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 })
            bytes[8..].Clear();
        return new(bytes);
    }
}

internal static class RateLimitHosting
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration("Limits").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateLimits>();
    }

    /// <summary>
    /// Refuses a caller over the limit after authentication, before the body is read: a known one by who they are, all others by their
    /// address.
    /// </summary>
    public static void UseCallerLimit(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(
            (context, next) => Allows(limits, context) ? next(context) : Problems.TooManyRequests.ExecuteAsync(context)
        );
    }

    private static bool Allows(RateLimits limits, HttpContext context) =>
        context.User.Identity is CallerIdentity caller
            ? limits.AllowsCaller(caller)
            : !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                || context.GetEndpoint()?.Metadata.GetMetadata<OwnLimit>() is not null
                || limits.AllowsAnonymous(context.Connection.RemoteIpAddress);

    /// <summary>Says that an endpoint limits strangers by itself.</summary>
    public static TBuilder LimitsStrangersItself<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OwnLimit());

    /// <summary>Limits an endpoint that anybody may call and that costs something.</summary>
    public static TBuilder LimitUnverified<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .LimitsStrangersItself()
            .AddEndpointFilter(
                async (context, next) =>
                {
                    var http = context.HttpContext;
                    return http
                        .RequestServices.GetRequiredService<RateLimits>()
                        .AllowsUnverified(http.Connection.RemoteIpAddress)
                        ? await next(context)
                        : Problems.TooManyRequests;
                }
            );

    private sealed class OwnLimit;
}
