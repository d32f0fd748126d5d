using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Ends a shard's teams: at their deadline, when the campaign closes, or when staff asks for it.</summary>
/// <param name="move">Puts an order's change into the open batch.</param>
internal sealed class TeamEndings(
    GroupTerms group,
    TeamBook book,
    TeamBatch batch,
    TeamOutboxMessages messages,
    Action<int, OrderState, DateTimeOffset> move
)
{
    /// <summary>Ends an open team for staff; pending as the team.</summary>
    public Decision<TeamCloseOutcome> Close(TeamId id, string staff, string reason, DateTimeOffset now)
    {
        if (book.Find(id) is not { Revision: > 0 } team)
            return Decision.Answered(TeamCloseOutcome.NotFound);
        if (team.Status != TeamStatus.Open)
            return Decision.Answered(TeamCloseOutcome.Ended);
        return TryFail(team, CloseCause.TeamFailed, now, (staff, reason))
            ? Decision.Pending<TeamCloseOutcome>(book.IndexOf(id))
            : Decision.Answered(TeamCloseOutcome.Retry);
    }

    /// <summary>Ends teams whose time is over (or, in a closed campaign, every open one), as many as there is room for.</summary>
    public void Expire(DateTimeOffset now, bool closed, int room) =>
        book.Overdue(
            now,
            closed,
            room,
            team => closed ? TryFail(team, CloseCause.SaleClosed, now) : EndInTime(team, now)
        );

    /// <summary>Ends a team that everybody left.</summary>
    public void Dissolve(Team team, DateTimeOffset now) => End(team, TeamStatus.Dissolved, now);

    /// <summary>The team fails: unpaid seats are released, paid ones refunded. False: something about it is on its way to disk.</summary>
    /// <param name="request">The staff member who asked for it, and the reason.</param>
    private bool TryFail(Team team, CloseCause cause, DateTimeOffset now, (string Staff, string Reason)? request = null)
    {
        if (team.IsUnsettled)
            return false;
        batch.FlushIfConflicting(team);
        End(team, team.IsEmpty ? TeamStatus.Dissolved : TeamStatus.Failed, now);
        foreach (ref readonly var seat in team.Seats)
        {
            if (seat.Use is not (SeatUse.Held or SeatUse.Paid))
                continue;
            var state = book.Orders[seat.Order].OrderState;
            move(
                seat.Order,
                state.Status == OrderStatus.PendingPayment
                    ? OrderRule.Released(state, cause)
                    : OrderRule.Refunding(state, CloseCause.TeamFailed),
                now
            );
        }
        if (request is { } by)
            batch.Audit(team, now, by.Staff, "team.close", by.Reason);
        batch.SealIfFull();
        return true;
    }

    private bool EndInTime(Team team, DateTimeOffset now)
    {
        switch (team.Evaluate(now, group.Enough(team.Size)))
        {
            case TeamVerdict.Fail:
                return TryFail(team, CloseCause.TeamFailed, now);
            case TeamVerdict.Dissolve:
                Dissolve(team, now);
                return true;
            case TeamVerdict.Complete:
                batch.FlushIfConflicting(team, team.Leader);
                End(team, TeamStatus.Completed, now);
                messages.OnCompleted(team, now);
                batch.SealIfFull();
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
        batch.Record(team, was, endedAt: at, isShort: isShort);
        if (team.Leader is { } leader)
            batch.Release(leader, new(null, team.Id, 0));
        if (isShort)
            batch.Audit(
                team,
                at,
                "deadline",
                "team.complete-short",
                $"{team.Paid} of {team.Size} paid, {group.VirtualPercent} % suffice"
            );
    }
}
