using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Teams;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>Reads a shard back from the ledger, row by row, and then builds its rule whole. One loader, one shard.</summary>
public sealed class StockShardLoader(StockShardLimits limits, HoardingRule hoarding) : IShardReader
{
    private readonly OrderSlots _orders = new();
    private readonly List<int> _holds = [];
    private TeamBook? _teams;
    private long _latestPayByMs;

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
        var loader = new StockShardLoader(limits, hoarding);
        return await table.OpenAsync(key, loader, ct) is { } opening
            ? loader.Build(key, opening, time.GetUtcNow())
            : null;
    }

    /// <summary>The shard, once every row was read.</summary>
    public StockShard Build(StockShardKey key, ShardOpening opening, DateTimeOffset now)
    {
        var isGroupBuy = opening.Terms.Group is not null;
        var holds = new HoldQueue(_orders, isGroupBuy, _latestPayByMs);
        // Holds that run out in the same millisecond stay as they were read.
        _holds.Sort((a, b) => (_orders[a].PayByMs, a).CompareTo((_orders[b].PayByMs, b)));
        foreach (var hold in _holds)
            holds.Enqueue(hold);
        var teams = isGroupBuy ? _teams ?? new(_orders) : null;
        return new(key, opening, limits, hoarding, _orders, holds, teams, now);
    }

    void IShardReader.Begin(long expected) => _orders.Reserve(expected);

    void IShardReader.Team(in StoredTeam team) => (_teams ??= new(_orders)).Restore(team);

    void IShardReader.Order(in StoredOrder order)
    {
        var payByMs = order.PayBy.ToUnixTimeMilliseconds();
        var index = _orders.Add(
            new()
            {
                Id = order.Id,
                Customer = order.Customer,
                KeyHash = order.KeyHash,
                BodyHash = order.BodyHash,
                Quantity = order.Quantity,
                OrderState = order.OrderState,
                PayByMs = payByMs,
            }
        );
        if (order.OrderState.Status == OrderStatus.PendingPayment)
            _holds.Add(index);
        if (order.Seat.Number != 0)
            _teams?.Restore(index, order);
        _latestPayByMs = Math.Max(_latestPayByMs, payByMs);
    }
}
