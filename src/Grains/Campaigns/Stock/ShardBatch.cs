using FuelGrains.Grains.Campaigns.Teams;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>Everything that one commit of a shard does.</summary>
public sealed class ShardBatch
{
    public required StockShardKey Key { get; init; }

    /// <summary>The fencing epoch under which the batch was decided: under any other nothing of it is written.</summary>
    public required long Epoch { get; init; }
    public List<NewOrder> Holds { get; } = [];
    public List<OrderTransition> Moves { get; } = [];

    /// <summary>The outbox messages of the moves; a message is written only when its order really moved.</summary>
    public List<NewOutboxMessage> OutboxMessages { get; } = [];

    /// <summary>Units lent to a sibling shard.</summary>
    public Loan? Loan { get; set; }

    /// <summary>The batch's changes of teams; null when it changes none.</summary>
    public TeamWork? Teams { get; set; }

    /// <summary>When the first open hold runs out once this batch is on disk; never later than the truth.</summary>
    public DateTimeOffset? NextPayBy { get; set; }

    public int Count => Holds.Count + Moves.Count + (Loan is null ? 0 : 1) + (Teams?.Changed.Count ?? 0);
}

/// <param name="Slot">Where the batch's author keeps the order in memory; the disk does not care.</param>
public readonly record struct NewOrder(
    int Slot,
    OrderId Id,
    CustomerId Customer,
    Guid KeyHash,
    long BodyHash,
    int Quantity,
    long AmountFen,
    DateTimeOffset CreatedAt,
    DateTimeOffset PayBy
);

public readonly record struct Loan(int ToShard, long Units);

/// <param name="IsStale">True: another owner took the shard; nothing happened.</param>
/// <param name="Counters">The committed counters after the batch.</param>
/// <param name="Duplicates">New orders whose id or key was taken already: not inserted.</param>
/// <param name="Conflicts">Orders that were not in the state that the batch expected: not changed.</param>
public sealed record ShardCommit(
    bool IsStale,
    ShardCounters Counters,
    IReadOnlySet<OrderId> Duplicates,
    IReadOnlySet<OrderId> Conflicts
)
{
    private static readonly HashSet<OrderId> None = [];

    /// <summary>The batch's fencing epoch is no longer the shard's.</summary>
    public static readonly ShardCommit Stale = new(true, default, None, None);

    public static ShardCommit Of(ShardCounters counters) => new(false, counters, None, None);

    /// <summary>
    /// Seats whose customer already has, somewhere in the campaign, what a customer may have once: not taken. Each says why, or
    /// <see cref="HoldOutcome.Retry"/> when the reason was gone again. A refusal is a normal answer and no conflict.
    /// </summary>
    public IReadOnlyDictionary<OrderId, HoldOutcome> Refused { get; init; } = Nothing;

    private static readonly Dictionary<OrderId, HoldOutcome> Nothing = [];

    /// <summary>
    /// The commit of a shard that has forgotten orders: nobody else writes under its epoch, so a key that was taken is one that it forgot.
    /// </summary>
    public ShardCommit WithTakenKeys() =>
        Duplicates.Count == 0
            ? this
            : this with
            {
                Duplicates = None,
                Refused = Duplicates.ToDictionary(id => id, _ => HoldOutcome.KeyReused),
            };

    /// <summary>True for a new order that was not inserted.</summary>
    public bool IsRefused(OrderId order) => Duplicates.Contains(order) || Refused.ContainsKey(order);

    /// <summary>True when the disk held something that the batch's author did not know of.</summary>
    public bool HasConflicts => Duplicates.Count > 0 || Conflicts.Count > 0;
}
