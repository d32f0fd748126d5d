namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>
/// Verifies what a customer may have once in a campaign at any time (an unpaid seat, an open team), and the rows that claim it.
/// </summary>
internal static class OncePerCustomerVerifier
{
    /// <summary>
    /// Times are those of the decision. A seat of another shard that is decided while the payment of the seat before is being committed is
    /// older than that payment by as long as its statement waited, and still behind it on disk.
    /// </summary>
    private static readonly TimeSpan Committing = TimeSpan.FromSeconds(2);

    public static IEnumerable<Check> Of(TeamHistory all)
    {
        var checks = new Checks("once");
        checks["unpaid seats of a customer in a campaign at any time <= 1"] = all
            .Rows.Seats.GroupBy(s => (s.Campaign, s.Customer))
            .Where(g => g.Select(s => (s.CreatedAt, s.UnpaidUntil)).Overlap(Committing))
            .Select(g => $"customer {g.Key.Customer}: {string.Join(" and ", g.Select(s => s.Order))}");
        checks["open teams of a customer in a campaign at any time <= 1"] = all
            .Rows.Teams.GroupBy(t => (t.Campaign, t.OpenedBy))
            .Where(g => g.Select(t => (t.OpenedAt, LedUntil(all, t))).Overlap(Committing))
            .Select(g => $"customer {g.Key.OpenedBy}: {string.Join(" and ", g.Select(t => t.Id))}");
        checks["customers over their limit = 0"] = all
            .Rows.Seats.Where(s => s.IsTheirs)
            .GroupBy(s => (s.Campaign, s.Customer))
            .Where(g => g.Count() > (all.TermsOf(g.Key.Campaign)?.LimitPerCustomer ?? 0))
            .Select(g => g.Key.Customer);
        var theirs = all.Rows.Seats.Where(s => s.IsTheirs).ToLookup(s => (s.Campaign, s.Customer));
        var claims = all.Rows.Claims.Select(c => (c.Campaign, c.Customer)).ToHashSet();
        checks["seats that are claimed = seats there are"] = all
            .Rows.Claims.Where(c => c.Seats != theirs[(c.Campaign, c.Customer)].Count())
            .Select(c => $"customer {c.Customer}: claims {c.Seats}, has {theirs[(c.Campaign, c.Customer)].Count()}")
            .Concat(theirs.Where(g => !claims.Contains(g.Key)).Select(g => $"customer {g.Key.Customer}: no claim"));
        checks["claims of an unpaid seat that is none = 0"] = all
            .Rows.Claims.Where(c => c.Unpaid is { } order && all.Seat(order) is not { IsUnpaid: true })
            .Select(c => c.Unpaid);
        checks["claims of a lead in a team that is over = 0"] = all
            .Rows.Claims.Where(c => c.Leads is { } team && all.Team(team) is not { State: TeamState.Open })
            .Select(c => c.Leads);
        return checks;
    }

    /// <summary>
    /// Returns when the team ended, or when its opener's seat was free for others: a paid seat that was given up had been paid before.
    /// </summary>
    private static DateTimeOffset? LedUntil(TeamHistory all, TeamRow team)
    {
        var own = all.SeatsOf(team).Where(s => s.Customer == team.OpenedBy).MinBy(s => s.CreatedAt);
        return own is { IsTaken: false, TakenUntil: { } left } && (team.EndedAt is not { } ended || left < ended)
            ? left
            : team.EndedAt;
    }
}
