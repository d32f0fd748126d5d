using FuelGrains.Grains.Campaigns.Teams;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// The rule of a stock shard: decides in memory, in microseconds, what a batch will then make true on disk.
/// Counters move only when a commit is known (<see cref="Apply"/>), so readers never see what is not on disk.
/// Hold -> Confirm | Release | Expire, each once; what may follow on an order is <see cref="OrderRule"/>.
/// </summary>
public sealed class StockShard(StockShardLimits limits) : IShardReader
{
    private readonly OrderTable _orders = new();
    private readonly HoldQueue _holdsByPayBy = new();
    private readonly BatchQueue _batches = new(limits);
    private List<int> _opened = [];
    private List<(int Order, StoredOrder Stored)> _seats = [];
    private List<StoredTeam> _storedTeams = [];
    private ShardTeams? _teams;
    private CampaignTerms _terms = null!;
    private CampaignStatus _status;
    private long _epoch;
    private long _claiming;
    private long _lending;
    private long _lastPayByMs;

    public StockShardKey Key { get; private set; }
    public ShardCounters Committed { get; private set; }
    public long Epoch => _epoch;
    public CampaignTerms Terms => _terms;
    public CampaignStatus Status => _status;
    public int OrdersInMemory => _orders.Count;

    /// <summary>True when something waits for the next commit.</summary>
    public bool HasWork => _batches.HasWork;

    /// <summary>Committed teams that are open, and that were completed; zero in a flash sale.</summary>
    public (long Open, long Completed) Teams => (_teams?.Book.Open ?? 0, _teams?.Book.Completed ?? 0);

    private long Free => Committed.Free - _claiming - _lending;

    void IShardReader.Begin(long expected) => _orders.Reserve(expected);

    void IShardReader.Team(in StoredTeam team) => _storedTeams.Add(team);

    void IShardReader.Order(in StoredOrder order)
    {
        var index = _orders.Add(
            new()
            {
                Id = order.Id,
                Customer = order.Customer,
                KeyHash = order.KeyHash,
                BodyHash = order.BodyHash,
                Quantity = order.Quantity,
                Standing = order.Standing,
                PayByMs = order.PayBy.ToUnixTimeMilliseconds(),
            }
        );
        if (order.Standing.Status == OrderStatus.PendingPayment)
            _opened.Add(index);
        if (order.Seat.Number != 0)
            _seats.Add((index, order));
        _lastPayByMs = Math.Max(_lastPayByMs, order.PayBy.ToUnixTimeMilliseconds());
    }

    public void Opened(StockShardKey key, ShardOpening opening)
    {
        (Key, _terms, _status, _epoch, Committed) = (
            key,
            opening.Terms,
            opening.Status,
            opening.Epoch,
            opening.Counters
        );
        _batches.Begin(key, opening.Epoch);
        if (_terms.Group is not null)
            OpenTeams();
        // Those that run out in the same millisecond stay as they were read.
        _opened.Sort((a, b) => (_orders[a].PayByMs, a).CompareTo((_orders[b].PayByMs, b)));
        foreach (var hold in _opened)
            _holdsByPayBy.Enqueue(hold, _orders[hold].PayByMs);
        _opened = [];
    }

    private void OpenTeams()
    {
        _holdsByPayBy.AllowAnyOrder();
        _teams = new(_terms, Key, _orders, _batches, Put);
        foreach (var team in _storedTeams)
            _teams.Book.Restore(team);
        foreach (var (order, stored) in _seats)
            _teams.Book.Restore(order, stored);
        (_storedTeams, _seats) = ([], []);
    }

    /// <summary>Decides a request. Null means: it joined the open batch as <paramref name="order"/>; answer it after the commit.</summary>
    public HoldReply? Hold(in HoldRequest request, DateTimeOffset now, out int order)
    {
        order = -1;
        // In a group-buy campaign units go to seats alone.
        if (_teams is not null)
            return new(HoldOutcome.NotFound);
        if (FindKey(request) is { } seen)
            return seen;
        if (Closed(now) is { } closed)
            return new(closed);
        if (request.Quantity < 1 || request.Quantity > _terms.LimitPerOrder)
            return new(HoldOutcome.QuantityRefused);
        if (_orders.UnitsOf(request.Customer) + request.Quantity > _terms.LimitPerCustomer)
            return new(HoldOutcome.LimitReached);
        if (Free < request.Quantity)
            return NotEnough(now);
        if (_batches.IsCrowded)
            return new(HoldOutcome.Busy);
        // Never earlier than the hold before it, so the queue stays in order when the clock steps back.
        _lastPayByMs = Math.Max(_lastPayByMs, (now + _terms.PayWithin).ToUnixTimeMilliseconds());
        order = Claim(request, now, request.Quantity * _terms.SalePriceFen, _lastPayByMs);
        _batches.Seal();
        return null;
    }

    /// <summary>Decides a wish for a seat. Null means: it joined the open batch as <paramref name="order"/>; answer it after the commit.</summary>
    public SeatReply? Seat(in SeatRequest request, DateTimeOffset now, out int order)
    {
        order = -1;
        if (_teams is null)
            return new(new(HoldOutcome.NotFound));
        var hold = new HoldRequest(request.Customer, request.KeyHash, request.BodyHash, 1);
        if (FindKey(hold) is { } seen)
            return seen.Outcome == HoldOutcome.Replayed
                ? _teams.Book.Reply(_orders.FindKey(request.Customer, request.KeyHash), seen.Outcome)
                : new(seen);
        // Who joins inherits the team's time, also when the campaign's own is over.
        if (Closed(now) is { } closed && (request.Team is null || closed is HoldOutcome.Closed or HoldOutcome.Paused))
            return new(new(closed));
        if (_teams.Seats.Refuse(request, now) is { } refused)
            return new(refused);
        if (Free < 1)
            return new(NotEnough(now));
        if (_batches.IsCrowded)
            return new(new(HoldOutcome.Busy));
        _teams.MakeWayForClaim(request.Customer);
        var offer = _teams.Seats.Offer(request, now);
        order = Claim(hold, now, offer.AmountFen, offer.PayBy.ToUnixTimeMilliseconds());
        _teams.Seats.Take(order, request, offer);
        _batches.Seal();
        return null;
    }

    /// <summary>A customer gives their seat up while the team is open. Null means: the order's change joined the open batch.</summary>
    public TransitionReply? Leave(TeamId team, CustomerId customer, DateTimeOffset now, out int order)
    {
        order = -1;
        if (_teams?.Book.Find(team) is not { } found || found.SeatOf(customer) is not { } seat)
            return new(TransitionOutcome.NotFound, default, default);
        order = found.Seats[seat - 1].Order;
        ref var slot = ref _orders[order];
        if (slot.State != SlotState.Settled)
            return new(TransitionOutcome.Unknown, slot.Status, slot.Standing.Cause);
        if (slot.Status == OrderStatus.Closing)
            return new(TransitionOutcome.AlreadyApplied, slot.Status, slot.Standing.Cause);
        if (found.Status != TeamStatus.Open)
            return new(TransitionOutcome.Rejected, slot.Status, slot.Standing.Cause);
        var next =
            slot.Status == OrderStatus.Paid
                ? slot.Standing with
                {
                    Status = OrderStatus.Refunding,
                    Cause = CloseCause.Customer,
                }
                : OrderRule.Decide(slot.Standing, new(default, default, OrderAction.Release, CloseCause.Customer)).Next;
        Move(order, next, now);
        return null;
    }

    /// <summary>Staff ends an open team. Null means: that joined the open batch.</summary>
    public TeamCloseOutcome? CloseTeam(TeamId team, string staff, string reason, DateTimeOffset now)
    {
        if (_teams?.Book.Find(team) is not { Revision: > 0 } found)
            return TeamCloseOutcome.NotFound;
        if (found.Status != TeamStatus.Open)
            return TeamCloseOutcome.Ended;
        return _teams.TryFail(found, CloseCause.TeamFailed, now, (staff, reason)) ? null : TeamCloseOutcome.Retry;
    }

    /// <summary>The committed revision of a team; zero for unknown ones.</summary>
    public long RevisionOf(TeamId team) => _teams?.Book.Find(team)?.Revision ?? 0;

    /// <summary>Decides what becomes of an order. Null means: the change joined the open batch.</summary>
    public TransitionReply? Move(in OrderCommand command, DateTimeOffset now, out int order)
    {
        order = _orders.Find(command.Order, command.Customer);
        if (order < 0)
            return new(TransitionOutcome.NotFound, default, default);
        ref var slot = ref _orders[order];
        switch (slot.State)
        {
            case SlotState.Dead:
                return new(TransitionOutcome.NotFound, default, default);
            case not SlotState.Settled:
                return new(TransitionOutcome.Unknown, slot.Status, slot.Standing.Cause);
        }
        if (_teams?.Forbids(order, command.Action) == true)
            return new(TransitionOutcome.Rejected, slot.Status, slot.Standing.Cause);
        var (outcome, next) = OrderRule.Decide(slot.Standing, command);
        if (outcome != TransitionOutcome.Applied)
            return new(outcome, next.Status, next.Cause);
        Move(order, next, now);
        return null;
    }

    /// <summary>Puts what is overdue (or, in a closed campaign, every hold) into the open batch, at most a batch full.</summary>
    public void Expire(DateTimeOffset now)
    {
        var closed = _status == CampaignStatus.Closed;
        var room = limits.MaxBatch;
        for (; room > 0 && NextHold() is { } next; room--)
        {
            if (_orders[next].State != SlotState.Settled || (!closed && _orders[next].PayBy > now))
                break;
            _holdsByPayBy.Dequeue();
            var release = new OrderCommand(
                default,
                default,
                OrderAction.Release,
                closed ? CloseCause.SaleClosed : CloseCause.Expired
            );
            Move(next, OrderRule.Decide(_orders[next].Standing, release).Next, now);
        }
        _teams?.Expire(now, closed, room);
    }

    /// <summary>Sets units aside for a sibling that has none: at most half of what is free. Zero when there is nothing to lend.</summary>
    public long Lend(int toShard, long wanted)
    {
        var units = Math.Min(wanted, (Free + 1) / 2);
        if (units <= 0 || _lending > 0)
            return 0;
        _lending = units;
        _batches.Lend(new(toShard, units));
        return units;
    }

    /// <summary>Takes over counters from the disk, unless newer ones are known: a sibling's loan may be read before a commit is answered.</summary>
    public void Refresh(ShardCounters counters)
    {
        if (counters.Revision > Committed.Revision)
            Committed = counters;
    }

    /// <summary>The next batch for the disk.</summary>
    public ShardBatch TakeBatch()
    {
        var batch = _batches.Take();
        batch.NextPayBy = FirstReturnOnDisk();
        return batch;
    }

    /// <summary>The batch is on disk: make memory say so.</summary>
    public void Apply(ShardBatch batch, ShardCommit commit)
    {
        Refresh(commit.Counters);
        if (batch.Loan is not null)
            _lending = 0;
        foreach (var hold in batch.Holds)
        {
            _claiming -= hold.Quantity;
            var dead = commit.Duplicates.Contains(hold.Id) || commit.Refused.ContainsKey(hold.Id);
            _orders.Set(hold.Slot, _orders[hold.Slot].Standing, dead ? SlotState.Dead : SlotState.Settled);
        }
        foreach (var move in batch.Moves)
            if (!commit.Conflicts.Contains(move.Id))
                _orders.Set(move.Slot, move.Next, SlotState.Settled);
        _teams?.Landed(batch, commit);
    }

    public OrderSlot Slot(int order) => _orders[order];

    /// <summary>What an order costs, in fen.</summary>
    public long AmountFen(int order) =>
        _teams?.Book.Seat(order).AmountFen ?? _orders[order].Quantity * _terms.SalePriceFen;

    /// <summary>The team that an order is a seat of; null in a flash sale.</summary>
    public TeamId? TeamOf(int order) => _teams?.Book.TeamOf(order).Id;

    public HoldReply Reply(int order, HoldOutcome outcome)
    {
        ref var slot = ref _orders[order];
        return new(outcome, slot.Id, slot.PayBy, AmountFen(order));
    }

    /// <summary>The answer about a seat that is taken.</summary>
    public SeatReply SeatReply(int order, HoldOutcome outcome) => _teams!.Book.Reply(order, outcome);

    /// <summary>What a web node may refuse by itself, as of the committed counters.</summary>
    public (GateState State, DateTimeOffset? FirstReturnAt) Gate() =>
        _status == CampaignStatus.Closed ? (GateState.Closed, null)
        : _status == CampaignStatus.Paused ? (GateState.Paused, null)
        : Committed.Free > 0 ? (GateState.Open, null)
        : Committed.Held > 0 ? (GateState.AllHeld, FirstReturn())
        : (GateState.SoldOut, null);

    public void CollectBuyers(Span<ulong> filter)
    {
        for (var i = 0; i < _orders.Count; i++)
            if (_orders[i].State is not (SlotState.Claiming or SlotState.Dead))
                BuyerFilter.Add(filter, BuyerFilter.Hash(_orders[i].Customer));
    }

    private HoldReply? FindKey(in HoldRequest request)
    {
        var seen = _orders.FindKey(request.Customer, request.KeyHash);
        if (seen < 0)
            return null;
        if (_orders[seen].BodyHash != request.BodyHash)
            return new(HoldOutcome.KeyReused);
        return _orders[seen].State == SlotState.Claiming
            ? new(HoldOutcome.InProgress)
            : Reply(seen, HoldOutcome.Replayed);
    }

    private HoldOutcome? Closed(DateTimeOffset now) =>
        _status == CampaignStatus.Closed ? HoldOutcome.Closed
        : now < _terms.StartsAt ? HoldOutcome.NotStarted
        : now >= _terms.EndsAt ? HoldOutcome.Ended
        : _status == CampaignStatus.Paused ? HoldOutcome.Paused
        : null;

    private HoldReply NotEnough(DateTimeOffset now)
    {
        if (Free > 0)
            return new(HoldOutcome.NotEnough);
        if (Committed.Held + _claiming + _lending == 0)
            return new(HoldOutcome.SoldOut);
        return new(HoldOutcome.AllHeld, FirstReturnAt: FirstReturn() ?? now + _terms.PayWithin);
    }

    public DateTimeOffset? FirstReturn() => NextHold() is { } next ? _orders[next].PayBy : null;

    // A hold whose change waits in a later batch is open still once this batch is on disk.
    private DateTimeOffset? FirstReturnOnDisk()
    {
        var first = FirstReturn();
        foreach (var later in _batches.Waiting)
        foreach (var move in later.Moves)
            if (move.From == OrderStatus.PendingPayment && (first is null || _orders[move.Slot].PayBy < first))
                first = _orders[move.Slot].PayBy;
        return first;
    }

    private int Claim(in HoldRequest request, DateTimeOffset now, long amountFen, long payByMs)
    {
        var id = new OrderId(Guid.CreateVersion7(now));
        var index = _orders.Add(
            new()
            {
                Id = id,
                Customer = request.Customer,
                KeyHash = request.KeyHash,
                BodyHash = request.BodyHash,
                Quantity = request.Quantity,
                PayByMs = payByMs,
                State = SlotState.Claiming,
            }
        );
        _holdsByPayBy.Enqueue(index, payByMs);
        _claiming += request.Quantity;
        _batches.Open.Holds.Add(
            new(
                index,
                id,
                request.Customer,
                request.KeyHash,
                request.BodyHash,
                request.Quantity,
                amountFen,
                DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
                DateTimeOffset.FromUnixTimeMilliseconds(payByMs)
            )
        );
        return index;
    }

    private void Move(int index, in OrderState next, DateTimeOffset now)
    {
        _teams?.MakeWay(index);
        Put(index, next, now);
        _batches.Seal();
    }

    private void Put(int index, OrderState next, DateTimeOffset now)
    {
        ref var slot = ref _orders[index];
        slot.State = next.Status == OrderStatus.PendingPayment ? SlotState.Preparing : SlotState.Moving;
        var move = new OrderTransition(
            index,
            slot.Id,
            slot.Customer,
            slot.Standing,
            next,
            DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds())
        );
        _batches.Open.Moves.Add(move);
        if (_teams is null)
            OrderRule.OutboxMessagesFor(move, _batches.Open.OutboxMessages);
        else
            _teams.Moved(move);
    }

    // Holds that ended out of turn stay queued until they reach the head.
    private int? NextHold()
    {
        while (_holdsByPayBy.TryPeek(out var next))
        {
            if (_orders[next].IsOpenHold)
                return next;
            _holdsByPayBy.Dequeue();
        }
        return null;
    }
}
