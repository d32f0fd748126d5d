namespace FuelGrains.Grains.Storage;

/// <summary>How teams are read for people, once for everyone.</summary>
internal static class TeamRows
{
    public const string Select = """
        SELECT t.id, t.campaign_id, t.shard, t.revision, t.status, t.leader_id, t.size, t.paid, t.taken, t.price_fen, t.opened_at, t.deadline, t.ended_at,
               t.short, s.title
        FROM teams t JOIN campaigns s ON s.id = t.campaign_id
        """;

    // Nickname and avatar are kept with consent alone; asking for it again costs nothing.
    private const string SelectMembers = """
        SELECT o.seat, o.customer_id, o.status, CASE WHEN p.consent = 1 THEN p.nickname END, CASE WHEN p.consent = 1 THEN p.avatar END,
               (SELECT i.seat FROM orders i WHERE i.team_id = o.team_id AND i.customer_id = o.invited_by AND i.seat > 0), o.created_at
        FROM orders o LEFT JOIN customer_profiles p ON p.customer_id = o.customer_id
        WHERE o.team_id = @team AND o.seat > 0 AND o.status IN (0, 1, 2, 3, 5, 6) ORDER BY o.seat
        """;

    /// <summary>A team with its members, those of an ended team included.</summary>
    public static async Task<TeamView?> FindAsync(LedgerSession session, TeamId team)
    {
        if (await session.Sql($"{Select} WHERE t.id = @team").With("team", team.Value).FirstAsync(View) is not { } view)
            return null;
        var members = await session
            .Sql(SelectMembers)
            .With("team", team.Value)
            .ListAsync(r => new TeamMember(
                r.Int(0),
                new(r.Id(1)),
                (OrderStatus)r.Int(2),
                r.TextOrNull(3),
                r.TextOrNull(4),
                r.IntOrNull(5),
                r.Time(6)
            ));
        return view with { Members = members };
    }

    /// <summary>A customer's latest order in a team; found among the customer's own, so no team is read for it.</summary>
    public static Task<SeatOrder?> OrderOfAsync(LedgerSession session, TeamId team, CustomerId customer) =>
        session
            .Sql(
                """
                SELECT id, status, pay_by, amount_fen FROM orders WHERE customer_id = @customer AND team_id = @team ORDER BY id DESC LIMIT 1
                """
            )
            .With("customer", customer.Value)
            .With("team", team.Value)
            .FirstAsync(r => new SeatOrder(new(r.Id(0)), (OrderStatus)r.Int(1), r.Time(2), r.Long(3)));

    public static TeamView View(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Campaign = new(r.Id(1)),
            Shard = r.Int(2),
            Revision = r.Long(3),
            Status = (TeamStatus)r.Int(4),
            Leader = r.IdOrNull(5) is { } leader ? new(leader) : null,
            Size = r.Int(6),
            Paid = r.Int(7),
            Taken = r.Int(8),
            PriceFen = r.Long(9),
            OpenedAt = r.Time(10),
            Deadline = r.Time(11),
            EndedAt = r.TimeOrNull(12),
            Virtual = r.Int(13) == 1,
            Title = r.Text(14),
        };
}
