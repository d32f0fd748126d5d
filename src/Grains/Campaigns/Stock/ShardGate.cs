using System.Runtime.InteropServices;
using Orleans.Utilities;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Tells the attached web nodes what they may refuse by themselves: at once when the state changes or a buyer joins
/// while nothing is free, and every few hundred milliseconds otherwise, because a node believes a message for one second.
/// </summary>
internal sealed class ShardGate(
    StockShard shard,
    ShardLoans? loans,
    ObserverManager<IWebNode> nodes,
    StockShardLimits limits,
    TimeProvider time
)
{
    private readonly List<ulong> _newBuyers = [];
    private long _revision;
    private (GateState State, DateTimeOffset? FirstReturnAt) _last =
        loans?.Evaluate(shard.Gate.State()) ?? shard.Gate.State();
    private long _lastSent = time.GetTimestamp();

    public GateUpdate Attach(IWebNode node)
    {
        nodes.Subscribe(node, node);
        Flush();
        var filter = new ulong[BuyerFilter.WordsFor(Math.Max(shard.Committed.Allotted, shard.OrdersInMemory))];
        shard.Gate.CollectBuyers(filter);
        return Update(_revision, _revision) with { Filter = ImmutableCollectionsMarshal.AsImmutableArray(filter) };
    }

    public void Bought(CustomerId customer)
    {
        if (nodes.Count > 0)
            _newBuyers.Add(BuyerFilter.Hash(customer));
    }

    /// <summary>Sends when something changed that a node must not miss.</summary>
    public void Changed()
    {
        var now = Now;
        // While units are free a node refuses nobody, so buyers may wait for the next renewal.
        if (now.State != _last.State || (now.State != GateState.Open && _newBuyers.Count > 0))
            Flush();
    }

    public void Renew()
    {
        if (nodes.Count > 0 && time.GetElapsedTime(_lastSent) >= limits.GateRenewal)
            Flush();
    }

    private (GateState State, DateTimeOffset? FirstReturnAt) Now =>
        loans?.Evaluate(shard.Gate.State()) ?? shard.Gate.State();

    private void Flush()
    {
        _last = Now;
        _lastSent = time.GetTimestamp();
        var from = _revision;
        if (_newBuyers.Count > 0)
            _revision++;
        var update = Update(from, _revision) with { NewBuyers = [.. _newBuyers] };
        _newBuyers.Clear();
        nodes.Notify(node => node.GateChangedAsync(update)).Ignore();
    }

    private GateUpdate Update(long from, long to) =>
        new()
        {
            Campaign = shard.Key.Campaign,
            Shard = shard.Key.Shard,
            Epoch = shard.Epoch,
            From = from,
            To = to,
            State = _last.State,
            FirstReturnAt = _last.FirstReturnAt,
        };
}
