using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Teams;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>Reads a shard back from the ledger, row by row, and then builds its rule whole. One loader, one shard.</summary>
/// <param name="started">Orders that ended longer before than <see cref="StockShardLimits.KeepEnded"/> are not kept.</param>
public sealed class StockShardLoader(StockShardLimits limits, HoardingRule hoarding, DateTimeOffset started)
    : IShardReader
{
    private readonly OrderSlots _orders = new();
    private readonly DateTimeOffset _forgotten = started - limits.KeepEnded;
    private TeamBook? _teams;
    private long _latestPayByMs;
    private long _latestHoldMs;
    private bool _areHoldsInOrder = true;

    /// <summary>Takes the shard over and loads it; null when there is no such shard.</summary>
    public static async Task<StockShard?> LoadAsync(
        IStockTable table,
        StockShardKey key,
        StockShardLimits limits,
        HoardingRule hoarding,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var loader = new StockShardLoader(limits, hoarding, time.GetUtcNow());
        return await table.OpenAsync(key, loader, ct) is { } opening
            ? loader.Build(key, opening, time.GetUtcNow())
            : null;
    }

    /// <summary>The shard, once every row was read.</summary>
    public StockShard Build(StockShardKey key, ShardOpening opening, DateTimeOffset now)
    {
        var isGroupBuy = opening.Terms.Group is not null;
        var holds = new HoldQueue(_orders, isGroupBuy, _latestPayByMs);
        foreach (var hold in Holds())
            holds.Enqueue(hold);
        var teams = isGroupBuy ? _teams ?? new(_orders) : null;
        return new(key, opening, limits, hoarding, _orders, holds, teams, now);
    }

    void IShardReader.Begin(long expected) => _orders.Reserve(expected);

    void IShardReader.Team(in StoredTeam team) => (_teams ??= new(_orders)).Restore(team);

    void IShardReader.Order(in StoredOrder order)
    {
        var payByMs = order.PayBy.ToUnixTimeMilliseconds();
        _latestPayByMs = Math.Max(_latestPayByMs, payByMs);
        // Teams name their orders by slot, so seats stay.
        if (order.Seat.Number == 0 && order.ClosedAt < _forgotten)
            if (_orders.TryCount(order.Customer, order.OrderState.LetGo))
                return;
        var index = _orders.Add(OrderSlot.Of(order));
        if (order.OrderState.Status == OrderStatus.PendingPayment)
        {
            _areHoldsInOrder &= payByMs >= _latestHoldMs;
            _latestHoldMs = payByMs;
        }
        if (order.Seat.Number != 0)
            _teams?.Restore(index, order);
    }

    // A sort keeps holds that run out in the same millisecond as they were read. Rows lie in the order in which they were written,
    // unless others were deleted in between, so holds are hardly ever sorted.
    private IEnumerable<int> Holds()
    {
        var holds = Enumerable.Range(0, _orders.End).Where(i => _orders[i].Status == OrderStatus.PendingPayment);
        return _areHoldsInOrder ? holds : holds.OrderBy(i => _orders[i].PayByMs);
    }
}
