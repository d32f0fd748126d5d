using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Judges who opens a connection of the hub: WebSockets only, from pages of this site or of <c>Live:AllowedOrigins</c>, as many of one
/// address and in all as <see cref="LiveLimits"/> allow.
/// </summary>
internal sealed class LiveDoor(IConfiguration configuration, IOptions<LiveLimits> limits)
{
    private readonly ConnectionSlots _slots = new(limits.Value.MaxConnections, limits.Value.MaxConnectionsPerAddress);
    private readonly string[] _origins = configuration.GetSection("Live:AllowedOrigins").Get<string[]>() ?? [];

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (Refuse(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        var address = context.Connection.RemoteIpAddress;
        if (_slots.TryTake(address) is { } full)
        {
            await full.ExecuteAsync(context);
            return;
        }
        try
        {
            // The request lasts as long as its connection.
            await next(context);
        }
        finally
        {
            _slots.Release(address);
        }
    }

    private Problem? Refuse(HttpContext context) =>
        !IsWelcome(context.Request) ? Problems.Forbidden
        // Negotiation would keep a connection for every request of anybody, and nobody needs it.
        : context.Request.Path != LiveHosting.Path || !IsWebSocket(context)
            ? Problems.BadRequest("Clients connect here with a WebSocket, without negotiation.")
        : null;

    /// <summary>
    /// CORS does not cover WebSockets: a page of another origin is turned away here. Mini-programs send no Origin, and no cookie opens the
    /// hub, so nothing is lost by letting those in.
    /// </summary>
    private bool IsWelcome(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value)
            || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    // The hub's own WebSocket middleware comes later, so the request's headers say what it will be.
    private static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpExtendedConnectFeature>()
            is { IsExtendedConnect: true };
}
