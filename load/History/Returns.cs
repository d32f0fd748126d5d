using System.Collections.Concurrent;

namespace FuelGrains.Load.History;

/// <summary>Customers who came back from paying: how long until the product said paid.</summary>
internal sealed class Returns
{
    private readonly ConcurrentDictionary<Guid, bool> _orders = new();

    public Latency Took { get; } = new();

    /// <summary>The orders of customers who were told paid.</summary>
    public IReadOnlySet<Guid> Orders => _orders.Keys.ToHashSet();

    public void Record(Guid order, TimeSpan took)
    {
        _orders[order] = true;
        Took.Record(took);
    }
}
