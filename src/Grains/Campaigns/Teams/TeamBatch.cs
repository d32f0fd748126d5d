using FuelGrains.Grains.Campaigns.Stock;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>What teams add to a shard's open batch, and when they must not: a customer's row takes one kind of change a commit.</summary>
internal sealed class TeamBatch(BatchQueue batches, int limitPerCustomer)
{
    public ShardBatch Open => batches.Open;

    public TeamWork Work => batches.Open.Teams ??= new() { LimitPerCustomer = limitPerCustomer };

    public void Seal() => batches.Seal();

    /// <summary>A claim stands alone in its customer's row: what was decided about them before is written by an earlier commit.</summary>
    public void MakeWayForClaim(CustomerId customer)
    {
        if (batches.Open.Teams?.Claims.ContainsKey(customer) == true)
            batches.Cut();
    }

    /// <summary>Releases of a customer may meet in one commit, but not a claim, and not the lead of another team.</summary>
    public void MakeWay(Team team, CustomerId? customer)
    {
        if (
            customer is { } one
            && batches.Open.Teams?.Claims.TryGetValue(one, out var change) == true
            && (change.IsClaim || (change.Leading is { } other && other != team.Id))
        )
            batches.Cut();
    }

    /// <summary>The same for everybody who sits in the team.</summary>
    public void MakeWay(Team team)
    {
        MakeWay(team, team.Leader);
        foreach (ref readonly var seat in team.Seats)
            if (seat.Use != SeatUse.Free)
                MakeWay(team, seat.Customer);
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
