using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The course of a shard's teams. Every change of a team comes from a change of one of its seats' orders, or from its time being
/// over; either joins the batch that writes the orders, so both are true on disk together or not at all.
/// </summary>
internal sealed class ShardTeams
{
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
        var group = terms.Group!;
        (Book, _move) = (book, move);
        _batch = new(batches, terms.LimitPerCustomer);
        _messages = new(group, book, _batch);
        Seats = new(terms, key, book, _batch);
        Endings = new(group, book, _batch, _messages, move);
    }

    public TeamBook Book { get; }

    public SeatAllocation Seats { get; }

    public TeamEndings Endings { get; }

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
