using FuelGrains.Grains.Live;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Campaigns.Stock.News;

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
    private readonly KeptFilter _buyers;
    private (GateState State, DateTimeOffset? FirstReturnAt) _last;

    public ShardGate(StockShard shard, ShardLoans? loans, StockShardLimits limits, TimeProvider time, ILogger log)
    {
        (_shard, _loans, _renewal) = (shard, loans, limits.GateRenewal);
        _buyers = new(shard);
        _topic = new(
            (from, to) => Update(from, to) with { NewBuyers = [.. _newBuyers] },
            (node, update) => node.GateChangedAsync(update),
            limits.ObserverExpiry,
            time,
            log
        );
        _last = Now;
    }

    /// <summary>Keeps a node attached; answers with the gate's state.</summary>
    /// <param name="known">What the node has heard last. The filter of buyers comes along when that is not the latest.</param>
    public GateUpdate Attach(IWebNode node, GateVersion known)
    {
        _topic.Subscribe(node);
        Flush();
        var update = Update(_topic.Published, _topic.Published);
        return known == update.Version ? update : update with { Filter = _buyers.Copy() };
    }

    public void Bought(CustomerId customer)
    {
        var hash = BuyerFilter.Hash(customer);
        _buyers.Add(hash);
        if (_topic.HasNodes)
            _newBuyers.Add(hash);
        else
            _topic.Changed();
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
            Epoch = _shard.OpenedAt,
            From = from,
            To = to,
            State = _last.State,
            FirstReturnAt = _last.FirstReturnAt,
        };
}
