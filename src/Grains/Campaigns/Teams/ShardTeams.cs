using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The course of a shard's teams. Every change of a team comes from a change of one of its seats' orders, or from its time being
/// over; either joins the batch that writes the orders, so both are true on disk together or not at all.
/// </summary>
internal sealed class ShardTeams
{
    private readonly GroupTerms _group;
    private readonly TeamBatch _batch;
    private readonly TeamPromise _promise;
    private readonly Action<int, OrderState, DateTimeOffset> _move;

    /// <param name="move">Puts an order's change into the open batch, and so comes back to <see cref="Moved"/>.</param>
    public ShardTeams(
        CampaignTerms terms,
        StockShardKey key,
        OrderTable orders,
        BatchQueue batches,
        Action<int, OrderState, DateTimeOffset> move
    )
    {
        (_group, _move) = (terms.Group!, move);
        Book = new(orders);
        _batch = new(batches, terms.LimitPerCustomer);
        _promise = new(_group, Book, _batch);
        Seats = new(terms, key, Book, _batch);
    }

    public TeamBook Book { get; }

    public SeatGiving Seats { get; }

    public void MakeWayForClaim(CustomerId customer) => _batch.MakeWayForClaim(customer);

    /// <summary>Before an order's change joins the open batch.</summary>
    public void MakeWay(int order)
    {
        var team = Book.TeamOf(order);
        _batch.MakeWay(team, team.Leader);
        _batch.MakeWay(team, Book.Orders[order].Customer);
    }

    /// <summary>What may be asked of an order anywhere, but not of a seat whose team stands as it does.</summary>
    public bool Forbids(int order, OrderAction verb) =>
        (verb, Book.TeamOf(order).Status) switch
        {
            // Money that comes for a seat of a team that is no more goes back as a late payment does.
            (OrderAction.Confirm, TeamStatus.Failed or TeamStatus.Dissolved) => Team.UseOf(Book.Orders[order].Status)
                is SeatUse.Held
                    or SeatUse.Closing,
            (OrderAction.Fulfil, not TeamStatus.Completed) => true,
            _ => false,
        };

    /// <summary>A seat's order changes in the open batch: what follows for its team joins the same batch.</summary>
    public void Moved(in OrderTransition moved)
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
        _promise.Moved(moved, team, was, leader);
        var paidFor = from is SeatUse.Held or SeatUse.Closing && to is not (SeatUse.Held or SeatUse.Closing);
        _batch.Release(moved.Customer, new(paidFor ? moved.Id : null, null, to == SeatUse.Free ? -1 : 0));
        if (leader is { } led && (team.Leader != led || (was == TeamStatus.Open && team.Status != was)))
            _batch.Release(led, new(null, team.Id, 0));
        if (was != TeamStatus.Open)
        {
            // A late payment in a team that completed with fewer: one more member. Whatever else happens after the end is the orders' own affair.
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

    /// <summary>The team fails: unpaid seats are let go, paid ones refunded. False: something about it is on its way to disk.</summary>
    /// <param name="wish">Who of the staff wished it, and why.</param>
    public bool TryFail(Team team, CloseCause cause, DateTimeOffset now, (string Staff, string Reason)? wish = null)
    {
        if (team.IsUnsettled)
            return false;
        _batch.MakeWay(team);
        End(team, team.IsEmpty ? TeamStatus.Dissolved : TeamStatus.Failed, now);
        foreach (ref readonly var seat in team.Seats)
        {
            if (seat.Use is not (SeatUse.Held or SeatUse.Paid))
                continue;
            var standing = Book.Orders[seat.Order].Standing;
            _move(
                seat.Order,
                standing.Status == OrderStatus.PendingPayment
                    ? OrderRule.Decide(standing, new(default, default, OrderAction.Release, cause)).Next
                    : standing with
                    {
                        Status = OrderStatus.Refunding,
                        Cause = CloseCause.TeamFailed,
                    },
                now
            );
        }
        if (wish is { } by)
            _batch.Audit(team, now, by.Staff, "team.close", by.Reason);
        _batch.Seal();
        return true;
    }

    /// <summary>Ends teams whose time is over (or, in a closed campaign, every open one), as many as there is room for.</summary>
    public void Expire(DateTimeOffset now, bool closed, int room) =>
        Book.Overdue(
            now,
            closed,
            room,
            team => closed ? TryFail(team, CloseCause.SaleClosed, now) : EndInTime(team, now)
        );

    /// <summary>The batch is on disk: seats are settled, or free for others.</summary>
    public void Landed(ShardBatch batch, ShardCommit commit)
    {
        foreach (var hold in batch.Holds)
            Landed(hold, commit.Refused.ContainsKey(hold.Id));
        foreach (var moved in batch.Moves)
            Book.TeamOf(moved.Slot).Landed(Book.Seat(moved.Slot).Number, moved.Slot);
        if (batch.Teams is { } work)
            Book.Landed(work);
    }

    private void Landed(in NewOrder hold, bool refused)
    {
        var team = Book.TeamOf(hold.Slot);
        team.Landed(Book.Seat(hold.Slot).Number, hold.Slot, refused);
        if (!refused || team.Status != TeamStatus.Open || !team.IsEmpty)
            return;
        if (team.Revision > 0)
            End(team, TeamStatus.Dissolved, hold.CreatedAt);
        else
            Book.Remove(team);
    }

    private bool EndInTime(Team team, DateTimeOffset now)
    {
        switch (team.Judge(now, _group.Enough(team.Size)))
        {
            case TeamVerdict.Fail:
                return TryFail(team, CloseCause.TeamFailed, now);
            case TeamVerdict.Dissolve:
                End(team, TeamStatus.Dissolved, now);
                return true;
            case TeamVerdict.Complete:
                _batch.MakeWay(team, team.Leader);
                End(team, TeamStatus.Completed, now);
                _promise.Complete(team, now);
                _batch.Seal();
                return true;
            default:
                return false;
        }
    }

    private void End(Team team, TeamStatus status, DateTimeOffset now)
    {
        var (was, at) = (team.Status, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        var isShort = status == TeamStatus.Completed && team.Paid < team.Size;
        team.End(status);
        _batch.Record(team, was, endedAt: at, isShort: isShort);
        if (team.Leader is { } leader)
            _batch.Release(leader, new(null, team.Id, 0));
        if (isShort)
            _batch.Audit(
                team,
                at,
                "deadline",
                "team.complete-short",
                $"{team.Paid} of {team.Size} paid, {_group.VirtualPercent} % suffice"
            );
    }
}
