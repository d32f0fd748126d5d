using System.Runtime.InteropServices;
using FuelGrains.Grains.Live;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Tells the attached web nodes what they may refuse by themselves: at once when the state changes or a buyer joins
/// while nothing is free, and every few hundred milliseconds otherwise, because a node believes a message for one second.
/// </summary>
internal sealed class ShardGate
{
    private readonly StockShard _shard;
    private readonly ShardLoans? _loans;
    private readonly TimeSpan _renewal;
    private readonly TopicPublisher<GateUpdate> _topic;
    private readonly List<ulong> _newBuyers = [];
    private (GateState State, DateTimeOffset? FirstReturnAt) _last;

    public ShardGate(StockShard shard, ShardLoans? loans, StockShardLimits limits, TimeProvider time, ILogger log)
    {
        (_shard, _loans, _renewal) = (shard, loans, limits.GateRenewal);
        _topic = new(
            (from, to) => Update(from, to) with { NewBuyers = [.. _newBuyers] },
            (node, update) => node.GateChangedAsync(update),
            limits.ObserverExpiry,
            time,
            log
        );
        _last = Now;
    }

    public GateUpdate Attach(IWebNode node)
    {
        _topic.Subscribe(node);
        Flush();
        var filter = new ulong[BuyerFilter.WordsFor(Math.Max(_shard.Committed.Allotted, _shard.OrdersInMemory))];
        _shard.Gate.CollectBuyers(filter);
        return Update(_topic.Published, _topic.Published) with
        {
            Filter = ImmutableCollectionsMarshal.AsImmutableArray(filter),
        };
    }

    public void Bought(CustomerId customer)
    {
        if (_topic.HasNodes)
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
        if (_topic.HasNodes && _topic.SinceSent >= _renewal)
            Flush();
    }

    private (GateState State, DateTimeOffset? FirstReturnAt) Now =>
        _loans?.Evaluate(_shard.Gate.State()) ?? _shard.Gate.State();

    private void Flush()
    {
        _last = Now;
        if (_newBuyers.Count > 0)
            _topic.Changed();
        _topic.Send();
        _newBuyers.Clear();
    }

    private GateUpdate Update(long from, long to) =>
        new()
        {
            Campaign = _shard.Key.Campaign,
            Shard = _shard.Key.Shard,
            Epoch = _shard.Epoch,
            From = from,
            To = to,
            State = _last.State,
            FirstReturnAt = _last.FirstReturnAt,
        };
}

/// <summary>Says what web nodes may refuse without asking the shard, as of the committed counters.</summary>
public sealed class StockGateView
{
    private readonly StockShard _shard;
    private readonly OrderSlots _orders;
    private readonly HoldQueue _holds;

    internal StockGateView(StockShard shard, OrderSlots orders, HoldQueue holds) =>
        (_shard, _orders, _holds) = (shard, orders, holds);

    /// <summary>The gate's state and, when everything is held, the time at which the first hold runs out.</summary>
    public (GateState State, DateTimeOffset? FirstReturnAt) State() =>
        _shard.Status == CampaignStatus.Closed ? (GateState.Closed, null)
        : _shard.Status == CampaignStatus.Paused ? (GateState.Paused, null)
        : _shard.Committed.Free > 0 ? (GateState.Open, null)
        : _shard.Committed.Held > 0 ? (GateState.AllHeld, _holds.FirstReturn())
        : (GateState.SoldOut, null);

    /// <summary>Adds everyone who has an order on disk: a node refuses no retry of theirs.</summary>
    public void CollectBuyers(Span<ulong> filter)
    {
        for (var i = 0; i < _orders.Count; i++)
            if (_orders[i].State is not (SlotState.Claiming or SlotState.Dead))
                BuyerFilter.Add(filter, BuyerFilter.Hash(_orders[i].Customer));
    }
}
