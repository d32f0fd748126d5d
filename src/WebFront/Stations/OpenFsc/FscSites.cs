using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// The sites that are connected to this node. Accepts their sockets, keeps their deadlines every second, and renews them with their
/// grains every two seconds.
/// </summary>
internal sealed partial class FscSites : PeriodicService
{
    // Each renewal is a message of some hundred bytes.
    private const int RenewalsAtOnce = 64;

    private readonly ConcurrentDictionary<FscConnection, bool> _connections = new();
    private readonly FscServices _services;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly FscLogins _logins;
    private int _open;
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
        if (Interlocked.Increment(ref _open) > _services.Limits.MaxConnections)
        {
            Interlocked.Decrement(ref _open);
            await Problems.Busy.ExecuteAsync(context);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new FscConnection(socket, _services, context.Connection.RemoteIpAddress);
        _connections[connection] = true;
        try
        {
            await connection.RunAsync(_lifetime.ApplicationStopping);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            Interlocked.Decrement(ref _open);
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
        return _second++ % 2 == 0 ? RenewAsync(ct) : Task.CompletedTask;
    }

    private Task RenewAsync(CancellationToken ct)
    {
        var links = _connections
            .Keys.SelectMany(connection => connection.Sessions)
            .Select(session => session.Link)
            .OfType<SiteLink>();
        return Parallel.ForEachAsync(
            links,
            new ParallelOptions { MaxDegreeOfParallelism = RenewalsAtOnce, CancellationToken = ct },
            async (link, _) =>
            {
                try
                {
                    await link.RenewAsync();
                }
#pragma warning disable CA1031 // a silo that moves: the next renewal finds the station's successor
                catch (Exception error) when (!ct.IsCancellationRequested)
                {
                    LogMissed(Log, link.Station, error.Message);
                }
#pragma warning restore CA1031
            }
        );
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The site of station {Station} could not be renewed and will be tried again: {Reason}"
    )]
    private static partial void LogMissed(ILogger log, StationId station, string reason);
}
