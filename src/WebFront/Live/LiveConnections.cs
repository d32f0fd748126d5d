using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Gives each connection of the hub its sender. SignalR's own group sends wait for the slowest connection of a group; what this product
/// sends goes through <see cref="LiveConnection"/> instead, in SignalR's own messages.
/// </summary>
internal sealed class LiveConnections(ILogger<DefaultHubLifetimeManager<LiveHub>> log)
    : DefaultHubLifetimeManager<LiveHub>(log)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(LiveConnection)] = new LiveConnection(
            connection,
            (LivePipe)connection.Items[typeof(LivePipe)]!
        );
        return base.OnConnectedAsync(connection);
    }
}
