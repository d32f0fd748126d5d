using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The hot path's door to the ledger: open a shard, commit its batches. Two dialects, one contract suite.</summary>
public interface IStockTable
{
    /// <summary>
    /// Takes the shard over: raises its fencing epoch, so that every earlier owner's batches fail, then reads it back.
    /// Null when there is no such shard (the campaign is unknown or not published).
    /// </summary>
    Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct);

    /// <summary>The state of a customer's order as it is on disk; null when the shard has no such order.</summary>
    Task<OrderState?> FindAsync(StockShardKey key, OrderId order, CustomerId customer);

    /// <summary>Reads the counters again, which a sibling's loan may have raised; null when the epoch is stale.</summary>
    Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct);

    /// <summary>
    /// Commits one batch. Any exception but <see cref="LedgerBusyException"/> means that the outcome is unknown: drop the memory, let
    /// callers retry by key.
    /// </summary>
    /// <exception cref="LedgerBusyException">Nothing was sent: the batch may be tried again as it is.</exception>
    Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct);
}

/// <summary>Receives a shard's orders while it opens, in any order: sorting a million rows costs the database most of a second.</summary>
public interface IShardReader
{
    /// <summary>Announces how many orders to make room for; there may be more (cancelled ones), or fewer.</summary>
    void Begin(long expected);

    /// <summary>In a group-buy campaign: every team of the shard, before the first order.</summary>
    void Team(in StoredTeam team);

    void Order(in StoredOrder order);
}

/// <summary>The part of an order's row that a shard keeps in memory.</summary>
/// <param name="Seat">In a group-buy campaign: the seat that the order is.</param>
/// <param name="ClosedAt">When the order was cancelled or wholly refunded; null before that.</param>
public readonly record struct StoredOrder(
    OrderId Id,
    CustomerId Customer,
    Guid KeyHash,
    long BodyHash,
    int Quantity,
    OrderState OrderState,
    DateTimeOffset PayBy,
    StoredSeat Seat = default,
    DateTimeOffset? ClosedAt = null
);

public sealed record ShardOpening(CampaignTerms Terms, CampaignStatus Status, long Epoch, ShardCounters Counters);

/// <summary>A shard's committed counters. <c>Free = Allotted - Held - Confirmed</c>.</summary>
public readonly record struct ShardCounters(long Revision, long Allotted, long Held, long Confirmed)
{
    public long Free => Allotted - Held - Confirmed;
}
