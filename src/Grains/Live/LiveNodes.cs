using FuelGrains.GrainInterfaces.Ops.Scheduling;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Live;

/// <summary>
/// A silo's list of web nodes, refreshed every second. A committed batch reaches each node with one message, whoever
/// watches there: attaching every customer's phone to every shard would cost more than it saves.
/// </summary>
public sealed class LiveNodes(IGrainFactory grains, TimeProvider time, ILogger<LiveNodes> log)
    : PeriodicService("The refresh of the list of web nodes", TimeSpan.FromSeconds(1), time, log, runsAtStart: true)
{
    // A failed refresh keeps the last list.
    private volatile IWebNode[] _nodes = [];

    /// <summary>The web nodes that this silo tells of its commits.</summary>
    public int Count => _nodes.Length;

    public void Publish(OrdersUpdate update)
    {
        if (update.Changes.Length == 0)
            return;
        foreach (var node in _nodes)
            node.OrdersChangedAsync(update).Ignore();
    }

    public void Notify(CustomerNews news)
    {
        foreach (var node in _nodes)
            node.CustomerNewsAsync(news).Ignore();
    }

    protected override async Task RunOnceAsync(CancellationToken ct) =>
        _nodes = [.. await grains.GetGrain<IWebNodesGrain>(0).ListAsync()];
}
