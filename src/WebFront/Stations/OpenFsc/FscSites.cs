using System.Collections.Concurrent;
using System.Net;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// The sites that are connected to this node. Accepts their sockets, keeps their deadlines every second, and every two seconds renews each
/// with its grain, by itself: a silo that hangs holds up the sites of no other.
/// </summary>
internal sealed partial class FscSites : PeriodicService
{
    private readonly ConcurrentDictionary<FscConnection, bool> _connections = new();
    private readonly FscServices _services;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly FscLogins _logins;
    private readonly Renewals<SiteLink> _renewals;
    private readonly ConnectionSlots _slots;
    private int _second;

    public FscSites(
        IGrainFactory grains,
        IOptions<FscLimits> limits,
        RateLimits rates,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<FscSites> log
    )
        : base("The round of the connected sites", TimeSpan.FromSeconds(1), time, log)
    {
        _lifetime = lifetime;
        _logins = new(grains, limits.Value, time);
        _services = new(limits.Value, _logins, rates, time, log);
        _slots = new(limits.Value.MaxConnections, limits.Value.MaxConnectionsPerAddress);
        _renewals = new(link => link.RenewAsync(), (link, error) => LogMissed(log, link.Station, error.Message));
    }

    public async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problems
                .BadRequest("Sites connect here with a WebSocket and speak OpenFSC 1.0.")
                .ExecuteAsync(context);
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
            await RunAsync(context, address);
        }
        finally
        {
            _slots.Release(address);
        }
    }

    public override void Dispose()
    {
        _logins.Dispose();
        base.Dispose();
    }

    protected override Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var connection in _connections.Keys)
            connection.Tick();
        if (_second++ % 2 == 0)
            _renewals.Start(
                _connections
                    .Keys.SelectMany(connection => connection.Sessions)
                    .Select(session => session.Link)
                    .OfType<SiteLink>()
            );
        return Task.CompletedTask;
    }

    private async Task RunAsync(HttpContext context, IPAddress? address)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new FscConnection(socket, _services, address);
        _connections[connection] = true;
        try
        {
            await connection.RunAsync(_lifetime.ApplicationStopping);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The site of station {Station} could not be renewed and will be tried again: {Reason}"
    )]
    private static partial void LogMissed(ILogger log, StationId station, string reason);
}
