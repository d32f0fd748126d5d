using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Adds the teams' changes to a shard's open batch. A customer's row takes one kind of change a commit.</summary>
internal sealed class TeamBatch(BatchQueue batches, int limitPerCustomer)
{
    public ShardBatch Open => batches.Open;

    public TeamWork Work => batches.Open.Teams ??= new() { LimitPerCustomer = limitPerCustomer };

    public void SealIfFull() => batches.SealIfFull();

    /// <summary>
    /// Starts a new batch if the open one changes the customer's row: a claim stands alone there, so an earlier commit writes the
    /// decisions before it.
    /// </summary>
    public void FlushBeforeClaim(CustomerId customer)
    {
        if (batches.Open.Teams?.Claims.ContainsKey(customer) == true)
            batches.StartNewBatch();
    }

    /// <summary>
    /// Starts a new batch if a release conflicts with the open one: releases of a customer may meet in one commit, but not with a claim,
    /// and not with the lead of another team.
    /// </summary>
    public void FlushIfConflicting(Team team, CustomerId? customer)
    {
        if (
            customer is { } id
            && batches.Open.Teams?.Claims.TryGetValue(id, out var change) == true
            && (change.IsClaim || (change.Leading is { } other && other != team.Id))
        )
            batches.StartNewBatch();
    }

    /// <summary>Does the same for everybody who sits in the team.</summary>
    public void FlushIfConflicting(Team team)
    {
        FlushIfConflicting(team, team.Leader);
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use != SeatUse.Free)
                FlushIfConflicting(team, seat.Customer);
    }

    /// <param name="was">Where the team stood before this decision.</param>
    public void Record(
        Team team,
        TeamStatus was,
        int paid = 0,
        int taken = 0,
        DateTimeOffset? endedAt = null,
        bool isShort = false
    )
    {
        var changed = Work.Changed;
        changed[team.Id] = changed.TryGetValue(team.Id, out var so)
            ? so with
            {
                Status = team.Status,
                Leader = team.Leader,
                Paid = so.Paid + paid,
                Taken = so.Taken + taken,
                EndedAt = so.EndedAt ?? endedAt,
                Short = so.Short || isShort,
            }
            : new(was, team.Status, team.Leader, paid, taken, endedAt, isShort);
    }

    public void Release(CustomerId customer, in ClaimChange release)
    {
        if (release == default)
            return;
        var claims = Work.Claims;
        claims[customer] = claims.TryGetValue(customer, out var so) ? so.With(release) : release;
    }

    public void Audit(Team team, DateTimeOffset at, string actor, string action, string detail) =>
        Work.Audit.Add(new(team.Id, at, actor, action, detail));
}
