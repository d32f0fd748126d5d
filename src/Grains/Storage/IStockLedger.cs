using FuelGrains.Grains.Campaigns;

namespace FuelGrains.Grains.Storage;

/// <summary>The hot path's door to the ledger: open a shard, commit its batches. Two dialects, one contract suite.</summary>
public interface IStockLedger
{
    /// <summary>
    /// Takes the shard over: raises its epoch, so that every earlier owner's batches fail, then reads it back.
    /// Null when there is no such shard (the campaign is unknown or not published).
    /// </summary>
    Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct);

    /// <summary>Reads the counters again, which a sibling's loan may have raised; null when the epoch is stale.</summary>
    Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct);

    /// <summary>
    /// Commits one batch. Any exception means that the outcome is unknown: forget memory, let callers retry by key.
    /// </summary>
    Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct);
}

/// <summary>Receives a shard's orders while it opens, in any order: sorting a million rows costs the database most of a second.</summary>
public interface IShardReader
{
    /// <summary>Room to make before the first order; there may be more (cancelled ones), or fewer.</summary>
    void Begin(long expected);

    /// <summary>In a group-buy campaign: every team of the shard, before the first order.</summary>
    void Team(in StoredTeam team);

    void Order(in StoredOrder order);
}

/// <summary>What a shard needs to remember of an order.</summary>
/// <param name="Seat">In a group-buy campaign: the seat that the order is.</param>
public readonly record struct StoredOrder(
    OrderId Id,
    CustomerId Customer,
    Guid KeyHash,
    long BodyHash,
    int Quantity,
    OrderState Standing,
    DateTimeOffset PayBy,
    StoredSeat Seat = default
);

public sealed record ShardOpening(CampaignTerms Terms, CampaignStatus Status, long Epoch, ShardCounters Counters);

/// <summary>A shard's committed counters. <c>Free = Allotted - Held - Confirmed</c>.</summary>
public readonly record struct ShardCounters(long Revision, long Allotted, long Held, long Confirmed)
{
    public long Free => Allotted - Held - Confirmed;
}

/// <summary>Everything that one commit of a shard does.</summary>
public sealed class ShardBatch
{
    public required StockShardKey Key { get; init; }
    public required long Epoch { get; init; }
    public List<NewOrder> Holds { get; } = [];
    public List<OrderTransition> Moves { get; } = [];

    /// <summary>What the moves promise; an effect is written only when its order really moved.</summary>
    public List<Effect> Effects { get; } = [];

    /// <summary>Units lent to a sibling shard.</summary>
    public Loan? Loan { get; set; }

    /// <summary>What the batch does to teams; null when it does nothing to any.</summary>
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

/// <summary>One order moves from where memory (and so, behind the fence, the disk) says that it stands.</summary>
public readonly record struct OrderTransition(
    int Slot,
    OrderId Id,
    CustomerId Customer,
    OrderState Was,
    OrderState Next,
    DateTimeOffset At
)
{
    public OrderStatus From => Was.Status;
    public OrderStatus To => Next.Status;
    public CloseCause Cause => Next.Cause;
    public int HeldDelta => Next.Held - Was.Held;
    public int ConfirmedDelta => Next.Confirmed - Was.Confirmed;
}

/// <summary>An outbox row that an order's move causes.</summary>
/// <param name="Body">What the subject does not say; only a batch with team work writes one.</param>
public readonly record struct Effect(
    OrderId Order,
    Guid Id,
    string Kind,
    string Subject,
    DateTimeOffset At,
    string Body = ""
);

public readonly record struct Loan(int ToShard, long Units);

/// <param name="Fenced">True: another owner took the shard; nothing happened.</param>
/// <param name="Counters">The committed counters after the batch.</param>
/// <param name="Unclaimed">New orders whose id or key was taken already: not inserted.</param>
/// <param name="Unmoved">Orders that did not stand where the batch expected: not changed.</param>
public sealed record ShardCommit(
    bool Fenced,
    ShardCounters Counters,
    IReadOnlySet<OrderId> Unclaimed,
    IReadOnlySet<OrderId> Unmoved
)
{
    private static readonly HashSet<OrderId> None = [];

    public static readonly ShardCommit WasFenced = new(true, default, None, None);

    public static ShardCommit Of(ShardCounters counters) => new(false, counters, None, None);

    /// <summary>
    /// Seats whose customer already has, somewhere in the campaign, what a customer may have once: not taken. Each says why, or
    /// <see cref="HoldOutcome.Retry"/> when the reason was gone again. A normal answer, no surprise.
    /// </summary>
    public IReadOnlyDictionary<OrderId, HoldOutcome> Refused { get; init; } = Nothing;

    private static readonly Dictionary<OrderId, HoldOutcome> Nothing = [];

    /// <summary>True when the disk held something that the batch's author did not know of.</summary>
    public bool Surprised => Unclaimed.Count > 0 || Unmoved.Count > 0;
}
