using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace FuelGrains.Grains.Live;

/// <summary>The cluster's list of web nodes: in memory, because every node renews every two seconds.</summary>
public sealed class WebNodesGrain(ILogger<WebNodesGrain> log) : Grain, IWebNodesGrain
{
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);
    private readonly ObserverManager<IWebNode> _nodes = new(Expiry, log);
    private readonly Guid _list = Guid.NewGuid();

    public Task<Guid> AttachAsync(IWebNode node)
    {
        _nodes.Subscribe(node, node);
        return Task.FromResult(_list);
    }

    public Task<ImmutableArray<IWebNode>> ListAsync()
    {
        _nodes.ClearExpired();
        return Task.FromResult(_nodes.Select(node => node).ToImmutableArray());
    }
}
