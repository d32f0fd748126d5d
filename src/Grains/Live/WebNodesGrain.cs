namespace FuelGrains.Grains.Live;

/// <summary>The cluster's list of web nodes: in memory, because every node renews every two seconds.</summary>
public sealed class WebNodesGrain(TimeProvider time) : Grain, IWebNodesGrain
{
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);

    // Timestamps: a clock that is set back keeps no dead node.
    private readonly Dictionary<IWebNode, long> _renewed = [];
    private readonly Guid _list = Guid.NewGuid();

    // A node that is late and still listed was dropped by no silo, so it missed nothing.
    public Task<NodeAttachment> AttachAsync(IWebNode node)
    {
        var known = _renewed.ContainsKey(node);
        _renewed[node] = time.GetTimestamp();
        return Task.FromResult(new NodeAttachment(_list, known));
    }

    public Task<ImmutableArray<IWebNode>> ListAsync()
    {
        foreach (var (node, renewed) in _renewed)
            if (time.GetElapsedTime(renewed) > Expiry)
                _renewed.Remove(node);
        return Task.FromResult<ImmutableArray<IWebNode>>([.. _renewed.Keys]);
    }
}
