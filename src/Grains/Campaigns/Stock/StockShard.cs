using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock.Forgetting;
using FuelGrains.Grains.Campaigns.Stock.News;
using FuelGrains.Grains.Campaigns.Teams;
using static FuelGrains.Grains.Campaigns.Stock.Decision;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// The rule of a stock shard: decides in memory, in microseconds, what a batch will then make true on disk.
/// Counters move only when a commit is known (<see cref="Apply"/>), so readers never see what is not on disk.
/// Hold -> Confirm | Release | Expire, each once; what may follow on an order is <see cref="OrderRule"/>.
/// </summary>
public sealed class StockShard
{
    private readonly StockShardLimits _limits;
    private readonly OrderSlots _orders;
    private readonly HoldQueue _holds;
    private readonly BatchQueue _batches;
    private readonly ShardUnits _units;
    private readonly HoardingRule _hoarding;
    private readonly ShardTeams? _teams;

    // Teams name their orders by slot: a shard of a group buy keeps them all.
    private readonly EndedOrders? _ended;

    internal StockShard(
        StockShardKey key,
        ShardOpening opening,
        StockShardLimits limits,
        HoardingRule hoarding,
        OrderSlots orders,
        HoldQueue holds,
        TeamBook? teams,
        DateTimeOffset now
    )
    {
        (Key, Terms, Status) = (key, opening.Terms, opening.Status);
        (OpenedAt, Epoch) = (opening.Epoch, opening.Epoch);
        (_limits, _hoarding, _orders, _holds) = (limits, hoarding, orders, holds);
        _batches = new(key, opening.Epoch, limits);
        _units = new(opening.Counters, holds, Terms.PayWithin, hoarding.GiveWay, now);
        _teams = teams is null ? null : new(Terms, key, teams, _batches, Put);
        _ended = teams is null ? new(orders, limits.KeepEnded) : null;
        (Gate, Answers) = (new(this, orders, holds), new(orders, teams, Terms));
    }

    public StockShardKey Key { get; }

    /// <summary>The fencing epoch under which the shard commits; a change of its campaign raises it.</summary>
    public long Epoch { get; private set; }

    /// <summary>The epoch of what the shard tells others: nobody who listens missed anything because the campaign was changed.</summary>
    public long OpenedAt { get; }
    public CampaignTerms Terms { get; }
    public CampaignStatus Status { get; private set; }
    public ShardCounters Committed => _units.Committed;
    public StockGateView Gate { get; }
    public OrderAnswers Answers { get; }
    public int OrdersInMemory => _orders.Count;

    /// <summary>True when something waits for the next commit.</summary>
    public bool HasWork => _batches.HasWork;

    /// <summary>Committed teams that are open, and that were completed; zero in a flash sale.</summary>
    public (long Open, long Completed) Teams => (_teams?.Book.Open ?? 0, _teams?.Book.Completed ?? 0);

    /// <summary>Counts what the shard's customers let go.</summary>
    public ShardHoarding Hoarding => _hoarding.Summarize(_orders.LetGo);

    /// <summary>
    /// Goes on from memory under a change of the campaign. False when the change does not follow from what memory knows: another owner
    /// was there in between, or something decided before waits for its commit.
    /// </summary>
    public bool Adopt(in ShardTerms terms)
    {
        var row = terms.Stock;
        if (row.Epoch != Epoch + 1 || HasWork)
            return false;
        (Epoch, Status) = (row.Epoch, terms.Status);
        _batches.StartEpoch(Epoch);
        _units.Refresh(new(row.Revision, row.Allotted, row.Held, row.Confirmed));
        return true;
    }

    /// <summary>Decides a request for units; pending as the order that joined the open batch.</summary>
    public Decision<HoldReply> Hold(in HoldRequest request, DateTimeOffset now)
    {
        // In a group-buy campaign units go to seats alone.
        if (_teams is not null)
            return Refused(HoldOutcome.NotFound);
        if (Answers.Seen(request) is { } seen)
            return Answered(seen);
        if (Closed(now) is { } closed)
            return Refused(closed);
        if (request.Quantity < 1 || request.Quantity > Math.Min(Terms.LimitPerOrder, CampaignTerms.MaxUnitsPerOrder))
            return Refused(HoldOutcome.QuantityRefused);
        var customer = _orders.Standing(request.Customer);
        if ((long)customer.Units + request.Quantity > Terms.LimitPerCustomer)
            return Refused(HoldOutcome.LimitReached);
        if (Refuse(customer.LetGo, request.Quantity, now) is { } refused)
            return Answered(refused);
        var payByMs = _holds.NextPayByMs(now + Terms.PayWithin);
        var order = Claim(request, customer.LetGo, now, request.Quantity * Terms.SalePriceFen, payByMs);
        _batches.SealIfFull();
        return Pending<HoldReply>(order);
    }

    /// <summary>Decides a request for a seat; pending as the order that joined the open batch.</summary>
    public Decision<SeatReply> Seat(in SeatRequest request, DateTimeOffset now)
    {
        if (_teams is null)
            return Answered(new SeatReply(new(HoldOutcome.NotFound)));
        var hold = new HoldRequest(request.Customer, request.KeyHash, request.BodyHash, 1);
        var seen = Answers.Seen(hold);
        if (seen is { Outcome: HoldOutcome.Replayed })
            return Answered(Answers.Seat(_orders.FindKey(request.Customer, request.KeyHash), HoldOutcome.Replayed));
        var letGo = _orders.Standing(request.Customer).LetGo;
        if ((seen ?? _teams.Refuse(request, Closed(now), now) ?? Refuse(letGo, hold.Quantity, now)) is { } refused)
            return Answered(new SeatReply(refused));
        _teams.FlushBeforeClaim(request.Customer);
        var offer = _teams.Offer(request, now);
        var order = Claim(hold, letGo, now, offer.AmountFen, offer.PayBy.ToUnixTimeMilliseconds());
        _teams.Take(order, request, offer);
        _batches.SealIfFull();
        return Pending<SeatReply>(order);
    }

    /// <summary>Gives a customer's seat up while the team is open; pending as the seat's order.</summary>
    public Decision<TransitionReply> Leave(TeamId team, CustomerId customer, DateTimeOffset now) =>
        _teams?.Leave(team, customer, now)
        ?? Answered(new TransitionReply(TransitionOutcome.NotFound, default, default));

    /// <summary>Ends an open team for staff; pending as the team.</summary>
    public Decision<TeamCloseOutcome> CloseTeam(TeamId team, string staff, string reason, DateTimeOffset now) =>
        _teams?.Endings.Close(team, staff, reason, now) ?? Answered(TeamCloseOutcome.NotFound);

    /// <summary>The committed revision of a team; zero for unknown ones.</summary>
    public long RevisionOf(TeamId team) => _teams?.Book.Find(team)?.Revision ?? 0;

    /// <summary>Decides a command to an order; pending as the order.</summary>
    public Decision<TransitionReply> Move(in OrderCommand command, DateTimeOffset now)
    {
        var order = _orders.Find(command.Order, command.Customer);
        if (order < 0 || !_orders[order].IsOrder)
            return Answered(new TransitionReply(TransitionOutcome.NotFound, default, default));
        ref var slot = ref _orders[order];
        if (slot.State != SlotState.Settled)
            return Answered(slot.Reply(TransitionOutcome.Unknown));
        if (_teams?.Forbids(order, command.Action) == true)
            return Answered(slot.Reply(TransitionOutcome.Rejected));
        var (outcome, next) = OrderRule.Decide(slot.OrderState, command);
        if (outcome != TransitionOutcome.Applied)
            return Answered(new TransitionReply(outcome, next.Status, next.Cause));
        Move(order, next, now);
        return Pending<TransitionReply>(order);
    }

    /// <summary>
    /// Puts what is overdue (or, in a closed campaign, every hold) into the open batch, at most a batch full, and forgets a few orders that
    /// have long been over.
    /// </summary>
    public void Expire(DateTimeOffset now)
    {
        var closed = Status == CampaignStatus.Closed;
        var room = _limits.MaxBatch;
        for (; room > 0 && _holds.First() is { } next; room--)
        {
            if (_orders[next].State != SlotState.Settled || (!closed && _orders[next].PayBy > now))
                break;
            _holds.Dequeue();
            var cause = closed ? CloseCause.SaleClosed : CloseCause.Expired;
            Move(next, OrderRule.Released(_orders[next].OrderState, cause), now);
        }
        _teams?.Endings.Expire(now, closed, room);
        _ended?.Forget(now);
    }

    /// <summary>Sets units aside for a sibling that has none: at most half of what is free.</summary>
    public Lent Lend(int toShard, long wanted, DateTimeOffset now)
    {
        var lent = _units.Lend(wanted, now);
        if (lent.Units > 0)
            _batches.Lend(new(toShard, lent.Units));
        return lent;
    }

    /// <summary>A sibling lent units, and the disk has them.</summary>
    /// <param name="kept">How many of them are kept for customers who do not give way.</param>
    public void Borrowed(ShardCounters counters, long kept, DateTimeOffset now) => _units.Borrow(counters, kept, now);

    /// <summary>The next batch for the disk.</summary>
    public ShardBatch TakeBatch() => _batches.Take(_orders, FirstReturn());

    /// <summary>The batch is on disk: make memory say so. Returns the commit as its callers hear of it.</summary>
    public ShardCommit Apply(ShardBatch batch, ShardCommit commit, DateTimeOffset now)
    {
        var taken = _orders.HasForgotten;
        if (taken)
            commit = commit.WithTakenKeys();
        _units.Refresh(commit.Counters);
        if (batch.Loan is not null)
            _units.SettleLoan();
        foreach (var hold in batch.Holds)
        {
            _units.Settle(hold.Quantity);
            var state =
                !commit.IsRefused(hold.Id) ? SlotState.Settled
                : taken ? SlotState.Taken
                : SlotState.Dead;
            _orders.Set(hold.Slot, _orders[hold.Slot].OrderState, state);
        }
        foreach (var move in batch.Moves)
            if (!commit.Conflicts.Contains(move.Id))
            {
                _orders.Set(move.Slot, move.Next, SlotState.Settled);
                _units.Return(move.Freed, now);
            }
        _teams?.OnCommitted(batch, commit);
        return commit;
    }

    /// <summary>When the first open hold runs out; null when there is none.</summary>
    public DateTimeOffset? FirstReturn() => _holds.FirstReturn();

    private static Decision<HoldReply> Refused(HoldOutcome outcome) => Answered(new HoldReply(outcome));

    private HoldOutcome? Closed(DateTimeOffset now) => Campaign.Closed(Status, Terms, now);

    // Why a customer who may buy gets no units now.
    private HoldReply? Refuse(LetGo customer, int quantity, DateTimeOffset now) =>
        _hoarding.IsAtLimit(customer) ? new(HoldOutcome.LetGoLimit)
        : _units.Refuse(quantity, _hoarding.GivesWay(customer), now) is { } refused ? refused
        : _batches.IsCrowded ? new(HoldOutcome.Busy)
        : null;

    private int Claim(in HoldRequest request, LetGo customer, DateTimeOffset now, long amountFen, long payByMs)
    {
        var index = _orders.Add(OrderSlot.Claim(new(Guid.CreateVersion7(now)), request, payByMs));
        _holds.Enqueue(index);
        _units.Claim(request.Quantity, _hoarding.GivesWay(customer), now);
        _batches.AddHold(index, _orders[index], request, amountFen, now);
        return index;
    }

    private void Move(int index, in OrderState next, DateTimeOffset now)
    {
        _teams?.FlushIfConflicting(index);
        Put(index, next, now);
        _batches.SealIfFull();
    }

    private void Put(int index, OrderState next, DateTimeOffset now)
    {
        ref var slot = ref _orders[index];
        slot.State = next.Status == OrderStatus.PendingPayment ? SlotState.Preparing : SlotState.Moving;
        next = _hoarding.Excuse(slot.OrderState, next, slot.Id.CreatedAt);
        var move = _batches.AddMove(index, slot, next, now);
        if (_teams is null)
            OrderRule.OutboxMessagesFor(move, _batches.Open.OutboxMessages);
        else
            _teams.OnOrderMoved(move);
    }
}
