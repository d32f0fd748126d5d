namespace FuelGrains.Grains.Storage;

/// <summary>A batch that touches teams, on SQLite's one writer thread: the same steps in the same order as PostgreSQL's statement.</summary>
internal static class SqliteTeamCommit
{
    /// <exception cref="LedgerRefusedException">The disk does not stand as the batch expects: the writer undoes all of it.</exception>
    public static ShardCommit Run(
        SqliteStatements sql,
        SqliteTeamStatements teams,
        LedgerSession session,
        ShardBatch batch,
        TeamWork work
    )
    {
        var (key, refused) = (batch.Key, new Dictionary<OrderId, HoldOutcome>());
        long held = 0,
            confirmed = 0;
        var seated = new Dictionary<TeamId, int>();
        foreach (var (customer, claim) in work.Claims)
            if (!teams.Change(key, customer, claim, work.LimitPerCustomer))
                refused[claim.Unpaid!.Value] = TeamClaimRows
                    .WhyAsync(session, key.Campaign, customer, work)
                    .GetAwaiter()
                    .GetResult();
        for (var i = 0; i < batch.Holds.Count; i++)
        {
            var (hold, seat) = (batch.Holds[i], work.Seats[i]);
            if (refused.ContainsKey(hold.Id))
                continue;
            teams.Seat(key, hold, seat);
            held += hold.Quantity;
            seated[seat.Team] = seated.GetValueOrDefault(seat.Team) + 1;
        }
        foreach (var move in batch.Moves)
        {
            Require(sql.Move(key, move), $"order {move.Id}");
            if (work.Freed.Contains(move.Id))
                teams.Free(move.Id);
            (held, confirmed) = (held + move.HeldDelta, confirmed + move.ConfirmedDelta);
        }
        foreach (var team in work.Opened)
            if (!refused.ContainsKey(team.By))
                teams.Open(key, team);
        foreach (var (team, change) in work.Changed)
            Require(teams.Move(key, team, change, seated.GetValueOrDefault(team)), $"team {team}");
        foreach (var effect in batch.Effects)
            teams.Promise(effect);
        foreach (var audit in work.Audit)
            teams.Audit(audit);
        return ShardCommit.Of(sql.Count(key, held, confirmed, batch.NextPayBy)) with { Refused = refused };
    }

    private static void Require(bool stands, string what)
    {
        if (!stands)
            throw new LedgerRefusedException($"On disk {what} does not stand as the batch expects.");
    }
}
