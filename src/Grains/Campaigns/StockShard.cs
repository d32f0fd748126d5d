using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// The rule of a stock shard: decides in memory, in microseconds, what a batch will then make true on disk.
/// Counters move only when a commit is known (<see cref="Apply"/>), so readers never see what is not on disk.
/// Hold -> Confirm | Release | Expire, each once; what may follow on an order is <see cref="OrderRule"/>.
/// </summary>
public sealed class StockShard(StockShardLimits limits) : IShardReader
{
    private readonly OrderTable _orders = new();
    private readonly Queue<int> _holdsByPayBy = new();
    private readonly Queue<ShardBatch> _full = new();
    private List<int> _opened = [];
    private SaleTerms _terms = null!;
    private SaleStatus _status;
    private long _epoch;
    private long _claiming;
    private long _lending;
    private long _lastPayByMs;
    private ShardBatch _open = null!;

    public StockShardKey Key { get; private set; }
    public ShardCounters Committed { get; private set; }
    public long Epoch => _epoch;
    public SaleTerms Terms => _terms;
    public SaleStatus Status => _status;
    public int OrdersInMemory => _orders.Count;

    /// <summary>True when something waits for the next commit.</summary>
    public bool HasWork => _full.Count > 0 || _open.Count > 0;

    private long Free => Committed.Free - _claiming - _lending;

    void IShardReader.Begin(long expected) => _orders.Reserve(expected);

    void IShardReader.Order(in StoredOrder order)
    {
        var index = _orders.Add(new()
        {
            Id = order.Id, Customer = order.Customer, KeyHash = order.KeyHash, BodyHash = order.BodyHash, Quantity = order.Quantity,
            Standing = order.Standing, PayByMs = order.PayBy.ToUnixTimeMilliseconds(),
        });
        if (order.Standing.Status == OrderStatus.PendingPayment) _opened.Add(index);
        _lastPayByMs = Math.Max(_lastPayByMs, order.PayBy.ToUnixTimeMilliseconds());
    }

    public void Opened(StockShardKey key, ShardOpening opening)
    {
        (Key, _terms, _status, _epoch, Committed) = (key, opening.Terms, opening.Status, opening.Epoch, opening.Counters);
        _open = NewBatch();
        // Those that run out in the same millisecond stay as they were read.
        _opened.Sort((a, b) => (_orders[a].PayByMs, a).CompareTo((_orders[b].PayByMs, b)));
        foreach (var hold in _opened) _holdsByPayBy.Enqueue(hold);
        _opened = [];
    }

    /// <summary>Decides a request. Null means: it joined the open batch as <paramref name="order"/>; answer it after the commit.</summary>
    public HoldReply? Hold(in HoldRequest request, DateTimeOffset now, out int order)
    {
        order = -1;
        if (FindKey(request) is { } seen) return seen;
        if (Closed(now) is { } closed) return new(closed);
        if (request.Quantity < 1 || request.Quantity > _terms.LimitPerOrder) return new(HoldOutcome.QuantityRefused);
        if (_orders.UnitsOf(request.Customer) + request.Quantity > _terms.LimitPerCustomer) return new(HoldOutcome.LimitReached);
        if (Free < request.Quantity) return NotEnough(now);
        if (_full.Count * limits.MaxBatch + _open.Count >= limits.MaxPending) return new(HoldOutcome.Busy);
        order = Claim(request, now);
        return null;
    }

    /// <summary>Decides what becomes of an order. Null means: the change joined the open batch.</summary>
    public MoveReply? Move(in OrderCommand command, DateTimeOffset now, out int order)
    {
        order = _orders.Find(command.Order, command.Customer);
        if (order < 0) return new(MoveOutcome.NotFound, default, default);
        ref var slot = ref _orders[order];
        switch (slot.State)
        {
            case SlotState.Dead: return new(MoveOutcome.NotFound, default, default);
            case not SlotState.Settled: return new(MoveOutcome.Retry, slot.Status, slot.Standing.Cause);
        }
        var (outcome, next) = OrderRule.Decide(slot.Standing, command);
        if (outcome != MoveOutcome.Done) return new(outcome, next.Status, next.Cause);
        Move(order, next, now);
        return null;
    }

    /// <summary>Puts what is overdue (or, in a closed sale, every hold) into the open batch, at most a batch full.</summary>
    public void Expire(DateTimeOffset now)
    {
        var closed = _status == SaleStatus.Closed;
        for (var room = limits.MaxBatch; room > 0 && NextHold() is { } next; room--)
        {
            if (_orders[next].State != SlotState.Settled || (!closed && _orders[next].PayBy > now)) return;
            _holdsByPayBy.Dequeue();
            var release = new OrderCommand(default, default, OrderVerb.Release, closed ? CloseCause.SaleClosed : CloseCause.Expired);
            Move(next, OrderRule.Decide(_orders[next].Standing, release).Next, now);
        }
    }

    /// <summary>Sets units aside for a sibling that has none: at most half of what is free. Zero when there is nothing to lend.</summary>
    public long Lend(int toShard, long wanted)
    {
        var units = Math.Min(wanted, (Free + 1) / 2);
        if (units <= 0 || _lending > 0) return 0;
        _lending = units;
        var batch = NewBatch();
        batch.Loan = new(toShard, units);
        _full.Enqueue(batch);
        return units;
    }

    /// <summary>Takes over counters from the disk, unless newer ones are known: a sibling's loan may be read before a commit is answered.</summary>
    public void Refresh(ShardCounters counters)
    {
        if (counters.Revision > Committed.Revision) Committed = counters;
    }

    /// <summary>The next batch for the disk.</summary>
    public ShardBatch TakeBatch()
    {
        if (!_full.TryDequeue(out var batch)) (batch, _open) = (_open, NewBatch());
        batch.NextPayBy = FirstReturnOnDisk();
        return batch;
    }

    /// <summary>The batch is on disk: make memory say so.</summary>
    public void Apply(ShardBatch batch, ShardCommit commit)
    {
        Refresh(commit.Counters);
        if (batch.Loan is not null) _lending = 0;
        foreach (var hold in batch.Holds)
        {
            _claiming -= hold.Quantity;
            var dead = commit.Unclaimed.Contains(hold.Id);
            _orders.Set(hold.Slot, _orders[hold.Slot].Standing, dead ? SlotState.Dead : SlotState.Settled);
        }
        foreach (var move in batch.Moves)
            if (!commit.Unmoved.Contains(move.Id)) _orders.Set(move.Slot, move.Next, SlotState.Settled);
    }

    public OrderSlot Slot(int order) => _orders[order];

    public HoldReply Reply(int order, HoldOutcome outcome)
    {
        ref var slot = ref _orders[order];
        return new(outcome, slot.Id, slot.PayBy, slot.Quantity * _terms.SalePriceFen);
    }

    /// <summary>What a web node may refuse by itself, as of the committed counters.</summary>
    public (GateState State, DateTimeOffset? FirstReturnAt) Gate() =>
        _status == SaleStatus.Closed ? (GateState.Closed, null)
        : _status == SaleStatus.Paused ? (GateState.Paused, null)
        : Committed.Free > 0 ? (GateState.Open, null)
        : Committed.Held > 0 ? (GateState.AllHeld, FirstReturn())
        : (GateState.SoldOut, null);

    public void CollectBuyers(Span<ulong> filter)
    {
        for (var i = 0; i < _orders.Count; i++)
            if (_orders[i].State is not (SlotState.Claiming or SlotState.Dead)) BuyerFilter.Add(filter, BuyerFilter.Hash(_orders[i].Customer));
    }

    private HoldReply? FindKey(in HoldRequest request)
    {
        var seen = _orders.FindKey(request.Customer, request.KeyHash);
        if (seen < 0) return null;
        if (_orders[seen].BodyHash != request.BodyHash) return new(HoldOutcome.KeyReused);
        return _orders[seen].State == SlotState.Claiming ? new(HoldOutcome.InProgress) : Reply(seen, HoldOutcome.Replayed);
    }

    private HoldOutcome? Closed(DateTimeOffset now) =>
        _status == SaleStatus.Closed ? HoldOutcome.Closed
        : now < _terms.StartsAt ? HoldOutcome.NotStarted
        : now >= _terms.EndsAt ? HoldOutcome.Ended
        : _status == SaleStatus.Paused ? HoldOutcome.Paused
        : null;

    private HoldReply NotEnough(DateTimeOffset now)
    {
        if (Free > 0) return new(HoldOutcome.NotEnough);
        if (Committed.Held + _claiming + _lending == 0) return new(HoldOutcome.SoldOut);
        return new(HoldOutcome.AllHeld, FirstReturnAt: FirstReturn() ?? now + _terms.PayWithin);
    }

    public DateTimeOffset? FirstReturn() => NextHold() is { } next ? _orders[next].PayBy : null;

    // A hold whose change waits in a later batch is open still once this batch is on disk.
    private DateTimeOffset? FirstReturnOnDisk()
    {
        var first = FirstReturn();
        foreach (var later in _full.Append(_open))
            foreach (var move in later.Moves)
                if (move.From == OrderStatus.PendingPayment && (first is null || _orders[move.Slot].PayBy < first)) first = _orders[move.Slot].PayBy;
        return first;
    }

    private int Claim(in HoldRequest request, DateTimeOffset now)
    {
        // Never earlier than the hold before it, so the queue stays in order when the clock steps back.
        _lastPayByMs = Math.Max(_lastPayByMs, (now + _terms.PayWithin).ToUnixTimeMilliseconds());
        var id = new OrderId(Guid.CreateVersion7(now));
        var index = _orders.Add(new()
        {
            Id = id, Customer = request.Customer, KeyHash = request.KeyHash, BodyHash = request.BodyHash, Quantity = request.Quantity,
            PayByMs = _lastPayByMs, State = SlotState.Claiming,
        });
        _holdsByPayBy.Enqueue(index);
        _claiming += request.Quantity;
        _open.Holds.Add(new(index, id, request.Customer, request.KeyHash, request.BodyHash, request.Quantity,
            request.Quantity * _terms.SalePriceFen, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            DateTimeOffset.FromUnixTimeMilliseconds(_lastPayByMs)));
        Seal();
        return index;
    }

    private void Move(int index, in OrderStanding next, DateTimeOffset now)
    {
        ref var slot = ref _orders[index];
        slot.State = next.Status == OrderStatus.PendingPayment ? SlotState.Preparing : SlotState.Moving;
        var move = new OrderMove(index, slot.Id, slot.Customer, slot.Standing, next,
            DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        _open.Moves.Add(move);
        OrderRule.Promise(move, _open.Effects);
        Seal();
    }

    private void Seal()
    {
        if (_open.Count < limits.MaxBatch) return;
        _full.Enqueue(_open);
        _open = NewBatch();
    }

    // Holds that ended out of turn stay queued until they reach the head.
    private int? NextHold()
    {
        while (_holdsByPayBy.TryPeek(out var next))
        {
            if (_orders[next].IsOpenHold) return next;
            _holdsByPayBy.Dequeue();
        }
        return null;
    }

    private ShardBatch NewBatch() => new() { Key = Key, Epoch = _epoch };
}
