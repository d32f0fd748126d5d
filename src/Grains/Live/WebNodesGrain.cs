namespace FuelGrains.Grains.Live;

/// <summary>The cluster's list of web nodes: in memory, because every node renews every two seconds.</summary>
public sealed class WebNodesGrain(TimeProvider time) : Grain, IWebNodesGrain
{
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);
    private readonly Dictionary<IWebNode, DateTimeOffset> _renewed = [];
    private readonly Guid _list = Guid.NewGuid();

    // A node that is late and still listed was dropped by no silo, so it missed nothing.
    public Task<NodeAttachment> AttachAsync(IWebNode node)
    {
        var known = _renewed.ContainsKey(node);
        _renewed[node] = time.GetUtcNow();
        return Task.FromResult(new NodeAttachment(_list, known));
    }

    public Task<ImmutableArray<IWebNode>> ListAsync()
    {
        var since = time.GetUtcNow() - Expiry;
        foreach (var (node, renewed) in _renewed)
            if (renewed < since)
                _renewed.Remove(node);
        return Task.FromResult<ImmutableArray<IWebNode>>([.. _renewed.Keys]);
    }
}
