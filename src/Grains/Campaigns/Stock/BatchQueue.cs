namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>A shard's batches on their way to disk: the open one, which decisions join, and the sealed ones before it.</summary>
internal sealed class BatchQueue(StockShardKey key, long openedAt, StockShardLimits limits)
{
    private readonly Queue<ShardBatch> _full = new();
    private long _epoch = openedAt;

    public ShardBatch Open { get; private set; } = new() { Key = key, Epoch = openedAt };

    public bool HasWork => _full.Count > 0 || Open.Count > 0;

    /// <summary>True when as many orders wait as the limit allows.</summary>
    public bool IsCrowded => _full.Count * limits.MaxBatch + Open.Count >= limits.MaxPending;

    /// <summary>Later batches commit under another fencing epoch; no decision waits.</summary>
    public void StartEpoch(long epoch)
    {
        _epoch = epoch;
        Open = NewBatch();
    }

    /// <summary>Seals the open batch when it is full: after each whole decision, so that none is cut in two.</summary>
    public void SealIfFull()
    {
        if (Open.Count >= limits.MaxBatch)
            StartNewBatch();
    }

    /// <summary>Seals the open batch: the next decision belongs to another commit than those before it.</summary>
    public void StartNewBatch()
    {
        if (Open.Count == 0)
            return;
        _full.Enqueue(Open);
        Open = NewBatch();
    }

    public void AddHold(int index, in OrderSlot slot, in HoldRequest request, long amountFen, DateTimeOffset now) =>
        Open.Holds.Add(
            new(
                index,
                slot.Id,
                slot.Customer,
                request.KeyHash,
                request.BodyHash,
                slot.Quantity,
                amountFen,
                ToMilliseconds(now),
                slot.PayBy
            )
        );

    public OrderTransition AddMove(int index, in OrderSlot slot, in OrderState next, DateTimeOffset now)
    {
        var move = new OrderTransition(index, slot.Id, slot.Customer, slot.OrderState, next, ToMilliseconds(now));
        Open.Moves.Add(move);
        return move;
    }

    public void Lend(Loan loan)
    {
        var batch = NewBatch();
        batch.Loan = loan;
        _full.Enqueue(batch);
    }

    /// <summary>The next batch for the disk.</summary>
    /// <param name="firstReturn">When the first open hold runs out, in memory.</param>
    public ShardBatch Take(OrderSlots orders, DateTimeOffset? firstReturn)
    {
        if (!_full.TryDequeue(out var batch))
            (batch, Open) = (Open, NewBatch());
        var ending = FirstEnding(orders);
        batch.NextPayBy = firstReturn is null || ending < firstReturn ? ending : firstReturn;
        return batch;
    }

    // When the first hold runs out that a waiting batch ends; null when none does. On disk such a hold is still open while an earlier
    // batch is written.
    private DateTimeOffset? FirstEnding(OrderSlots orders)
    {
        DateTimeOffset? first = null;
        foreach (var batch in _full)
            Consider(batch, orders, ref first);
        Consider(Open, orders, ref first);
        return first;
    }

    private static void Consider(ShardBatch batch, OrderSlots orders, ref DateTimeOffset? first)
    {
        foreach (var move in batch.Moves)
            if (move.From == OrderStatus.PendingPayment && (first is null || orders[move.Slot].PayBy < first))
                first = orders[move.Slot].PayBy;
    }

    // The disk keeps milliseconds: memory says the same before and after a restart.
    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private ShardBatch NewBatch() => new() { Key = key, Epoch = _epoch };
}
