namespace FuelGrains.Grains.Campaigns.Stock.News;

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
        for (var i = 0; i < _orders.End; i++)
            if (_orders[i].IsOrder && _orders[i].State != SlotState.Claiming)
                BuyerFilter.Add(filter, BuyerFilter.Hash(_orders[i].Customer));
    }
}
