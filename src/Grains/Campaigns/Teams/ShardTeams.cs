using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The rule of a shard's teams: who gets which seat, for how much and until when, and what a change of a seat's order means for its
/// team. Each change joins the batch that writes the orders, so both are true on disk together or not at all.
/// </summary>
internal sealed class ShardTeams
{
    private readonly CampaignTerms _terms;
    private readonly GroupTerms _group;
    private readonly StockShardKey _key;
    private readonly TeamBatch _batch;
    private readonly TeamOutboxMessages _messages;
    private readonly Action<int, OrderState, DateTimeOffset> _move;

    /// <param name="move">Puts an order's change into the open batch, and so comes back to <see cref="OnOrderMoved"/>.</param>
    public ShardTeams(
        CampaignTerms terms,
        StockShardKey key,
        TeamBook book,
        BatchQueue batches,
        Action<int, OrderState, DateTimeOffset> move
    )
    {
        (_terms, _group, _key, Book, _move) = (terms, terms.Group!, key, book, move);
        _batch = new(batches, terms.LimitPerCustomer);
        _messages = new(_group, book, _batch);
        Endings = new(_group, book, _batch, _messages, move);
    }

    public TeamBook Book { get; }

    public TeamEndings Endings { get; }

    /// <summary>Why a request cannot be granted, as far as this shard knows; null when it can.</summary>
    /// <param name="closed">Why nobody gets units of the campaign now.</param>
    public HoldReply? Refuse(in SeatRequest request, HoldOutcome? closed, DateTimeOffset now)
    {
        // A member inherits the team's time, also when the campaign's own is over.
        if (closed is { } why && (request.Team is null || why is HoldOutcome.Closed or HoldOutcome.Paused))
            return new(why);
        if (_group.NewCustomersOnly && request.HasBought)
            return new(HoldOutcome.NewCustomersOnly);
        if (request.Team is not { } id)
        {
            if (_group.Step(request.Size) is null)
                return new(HoldOutcome.SizeRefused);
        }
        else
        {
            if (Book.Find(id) is not { } team)
                return new(HoldOutcome.TeamNotFound);
            if (team.Refuse(request.Customer, now) is { } refused)
                return new(refused, FirstReturnAt: refused == HoldOutcome.TeamFull ? FirstReturn(team) : null);
        }
        return Book.Orders.HasUnpaid(request.Customer) ? new(HoldOutcome.UnpaidSeat) : null;
    }

    /// <summary>The seat of a granted request: its team, its price and until when to pay, at most until the team's deadline.</summary>
    public SeatOffer Offer(in SeatRequest request, DateTimeOffset at)
    {
        // The disk keeps milliseconds: the customer is told the times that are kept.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var joined = request.Team is { } id ? Book.Find(id) : null;
        var team =
            joined
            ?? new Team(
                TeamId.New(now, _key, _terms.Shards),
                request.Size,
                _group.Step(request.Size)!.PriceFen,
                now,
                now + _group.OpenFor
            );
        var payBy = now + _terms.PayWithin;
        return new(
            team,
            joined is null,
            joined?.PriceFen ?? _group.Step(request.Size)!.ForLeader,
            payBy < team.Deadline ? payBy : team.Deadline
        );
    }

    /// <summary>Adds the seat of an order that joined the open batch.</summary>
    public void Take(int order, in SeatRequest request, in SeatOffer offer)
    {
        var team = offer.Team;
        if (offer.IsNew)
            Book.Add(team);
        var inviter = Inviter(team, request);
        var number = team.Take(order, request.Customer);
        Book.Add(team, number, offer.AmountFen, inviter);
        var (work, id) = (_batch.Work, Book.Orders[order].Id);
        work.Seats.Add(new(team.Id, number, inviter));
        work.Claims.Add(request.Customer, new(id, offer.IsNew ? team.Id : null, 1));
        if (offer.IsNew)
            work.Opened.Add(new(team.Id, id, request.Customer, team.Size, team.PriceFen, team.OpenedAt, team.Deadline));
        else
            _batch.Record(team, team.Status);
    }

    /// <summary>Starts a new batch if the customer's claim conflicts with the open one.</summary>
    public void FlushBeforeClaim(CustomerId customer) => _batch.FlushBeforeClaim(customer);

    /// <summary>Starts a new batch if an order's change, which is about to join the open one, conflicts with it.</summary>
    public void FlushIfConflicting(int order)
    {
        var team = Book.TeamOf(order);
        _batch.FlushIfConflicting(team, team.Leader);
        _batch.FlushIfConflicting(team, Book.Orders[order].Customer);
    }

    /// <summary>True for an action that any other order in this state allows, but not a seat while its team is as it is.</summary>
    public bool Forbids(int order, OrderAction action) =>
        (action, Book.TeamOf(order).Status) switch
        {
            // Money that comes for a seat of an ended team is refunded as a late payment is.
            (OrderAction.Confirm, TeamStatus.Failed or TeamStatus.Dissolved) => Team.UseOf(Book.Orders[order].Status)
                is SeatUse.Held
                    or SeatUse.Closing,
            (OrderAction.Fulfil, not TeamStatus.Completed) => true,
            _ => false,
        };

    /// <summary>Gives a customer's seat up while the team is open; pending as the seat's order.</summary>
    public Decision<TransitionReply> Leave(TeamId team, CustomerId customer, DateTimeOffset now)
    {
        if (Book.Find(team) is not { } found || found.SeatOf(customer) is not { } seat)
            return Decision.Answered(new TransitionReply(TransitionOutcome.NotFound, default, default));
        var order = found.Seats[seat - 1].Order;
        ref var slot = ref Book.Orders[order];
        if (slot.State != SlotState.Settled)
            return Decision.Answered(slot.Reply(TransitionOutcome.Unknown));
        // A seat that closes for another reason may still be paid, so its customer is not told that it is given up.
        if (slot.Status == OrderStatus.Closing)
            return Decision.Answered(
                slot.Reply(
                    slot.OrderState.Cause == CloseCause.Customer
                        ? TransitionOutcome.AlreadyApplied
                        : TransitionOutcome.Rejected
                )
            );
        if (found.Status != TeamStatus.Open)
            return Decision.Answered(slot.Reply(TransitionOutcome.Rejected));
        var next =
            slot.Status == OrderStatus.Paid
                ? OrderRule.Refunding(slot.OrderState, CloseCause.Customer)
                : OrderRule.Released(slot.OrderState, CloseCause.Customer);
        FlushIfConflicting(order);
        _move(order, next, now);
        _batch.SealIfFull();
        return Decision.Pending<TransitionReply>(order);
    }

    /// <summary>A seat's order changes in the open batch: the team's own changes join the same batch.</summary>
    public void OnOrderMoved(in OrderTransition moved)
    {
        var (seat, team) = (Book.Seat(moved.Slot), Book.TeamOf(moved.Slot));
        var (was, leader, from, to) = (team.Status, team.Leader, Team.UseOf(moved.From), Team.UseOf(moved.To));
        if (from == to)
        {
            if (from != SeatUse.Free)
                team.Touch(seat.Number);
            return;
        }
        team.Change(seat.Number, moved.To, moved.At);
        _messages.OnOrderMoved(moved, team, was, leader);
        ReleaseClaims(moved, team, was, leader);
        if (was != TeamStatus.Open)
        {
            // A late payment in a team that completed with fewer members adds a member. Any other change after the end is the order's own.
            if (was == TeamStatus.Completed && to == SeatUse.Paid)
                _batch.Record(team, was, paid: 1);
            return;
        }
        if (to == SeatUse.Free)
            _batch.Work.Freed.Add(moved.Id);
        _batch.Record(
            team,
            was,
            (to == SeatUse.Paid ? 1 : 0) - (from == SeatUse.Paid ? 1 : 0),
            to == SeatUse.Free ? -1 : 0,
            team.Status == was ? null : moved.At
        );
    }

    /// <summary>The batch is on disk: seats are settled, or free for others.</summary>
    public void OnCommitted(ShardBatch batch, ShardCommit commit)
    {
        foreach (var hold in batch.Holds)
            OnCommitted(hold, commit.Refused.ContainsKey(hold.Id));
        foreach (var moved in batch.Moves)
            Book.TeamOf(moved.Slot).OnCommitted(Book.Seat(moved.Slot).Number, moved.Slot);
        if (batch.Teams is { } work)
            Book.OnCommitted(work);
    }

    private static CustomerId? Inviter(Team team, in SeatRequest request)
    {
        if (request.InvitedBySeat is not { } number)
            return null;
        var named =
            number >= 1 && number <= team.Size && team.Seats[number - 1] is { Use: not SeatUse.Free } seat
                ? seat.Customer
                : team.Leader;
        return named == request.Customer ? null : named;
    }

    private DateTimeOffset? FirstReturn(Team team)
    {
        DateTimeOffset? first = null;
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use == SeatUse.Held && (first is null || Book.Orders[seat.Order].PayBy < first))
                first = Book.Orders[seat.Order].PayBy;
        return first;
    }

    private void ReleaseClaims(in OrderTransition moved, Team team, TeamStatus was, CustomerId? leader)
    {
        var (from, to) = (Team.UseOf(moved.From), Team.UseOf(moved.To));
        var isSettled = from is SeatUse.Held or SeatUse.Closing && to is not (SeatUse.Held or SeatUse.Closing);
        _batch.Release(moved.Customer, new(isSettled ? moved.Id : null, null, to == SeatUse.Free ? -1 : 0));
        if (leader is { } led && (team.Leader != led || (was == TeamStatus.Open && team.Status != was)))
            _batch.Release(led, new(null, team.Id, 0));
    }

    private void OnCommitted(in NewOrder hold, bool refused)
    {
        var team = Book.TeamOf(hold.Slot);
        team.OnCommitted(Book.Seat(hold.Slot).Number, hold.Slot, refused);
        if (!refused || team.Status != TeamStatus.Open || !team.IsEmpty)
            return;
        if (team.Revision > 0)
            Endings.Dissolve(team, hold.CreatedAt);
        else
            Book.Remove(team);
    }
}

/// <param name="IsNew">True when the customer opens the team.</param>
internal readonly record struct SeatOffer(Team Team, bool IsNew, long AmountFen, DateTimeOffset PayBy);
