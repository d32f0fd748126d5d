using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Gives each connection of the hub its sender. SignalR's own group sends wait for the slowest connection of a group; what this product
/// sends goes through <see cref="LiveConnection"/> instead, in SignalR's own messages. When the process ends, every client is told when to
/// come back.
/// </summary>
internal sealed class LiveConnections(TimeProvider time, ILogger<DefaultHubLifetimeManager<LiveHub>> log)
    : DefaultHubLifetimeManager<LiveHub>(log)
{
    /// <summary>Clients of a node that ends which come back to the others in a second.</summary>
    private const int ReturnsPerSecond = 1_000;

    /// <summary>The longest that a client is asked to stay away.</summary>
    private static readonly TimeSpan LongestAway = TimeSpan.FromSeconds(20);

    /// <summary>The time in which the last messages leave, before the sockets close.</summary>
    private static readonly TimeSpan GoodbyesWithin = TimeSpan.FromMilliseconds(500);

    private readonly HubConnectionStore _open = new();

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(LiveConnection)] = new LiveConnection(
            connection,
            (LivePipe)connection.Items[typeof(LivePipe)]!
        );
        _open.Add(connection);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        _open.Remove(connection);
        return base.OnDisconnectedAsync(connection);
    }

    /// <summary>
    /// Tells each client how long to stay away, which spreads their return over the nodes that stay. Returns when the messages have left,
    /// as far as the sockets take them in time.
    /// </summary>
    public async Task SayGoodbyeAsync()
    {
        if (_open.Count == 0)
            return;
        var over = TimeSpan.FromSeconds((double)_open.Count / ReturnsPerSecond);
        over = over < LongestAway ? over : LongestAway;
        foreach (var connection in _open)
        {
            var away = new LiveReconnect((int)(over * Random.Shared.NextDouble()).TotalMilliseconds);
            _ = WriteAsync(connection, new InvocationMessage("reconnect", [away]));
        }
        await Task.Delay(GoodbyesWithin, time, CancellationToken.None);
    }

    private static async Task WriteAsync(HubConnectionContext connection, HubMessage message)
    {
        try
        {
            await connection.WriteAsync(message);
        }
#pragma warning disable CA1031 // a client that hears nothing comes back by its own pauses
        catch (Exception)
        {
            connection.Abort();
        }
#pragma warning restore CA1031
    }
}
