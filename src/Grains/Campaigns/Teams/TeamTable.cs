using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The tables of teams and of customers' claims, read. Only a shard's batches write them: <c>PostgresTeamStatement</c> and
/// <c>SqliteTeamStatements</c>.
/// </summary>
internal static class TeamTable
{
    private const string ViewColumns = """
        t.id, t.campaign_id, t.shard, t.revision, t.status, t.leader_id, t.size, t.paid, t.taken, t.price_fen, t.opened_at, t.deadline,
        t.ended_at, t.short, s.title
        """;

    private const string SelectView = $"SELECT {ViewColumns} FROM teams t JOIN campaigns s ON s.id = t.campaign_id";

    private const string PlaceColumns = "id, campaign_id, shard";

    private const string SeatOrderColumns = "id, status, pay_by, amount_fen";

    private const string ClaimColumns = "leads, unpaid, seats";

    private const string StoredTeamColumns = "id, revision, status, leader_id, size, price_fen, opened_at, deadline";

    // The columns of a flash sale's order come first: StockTable reads them.
    private const string StoredSeatColumns = "team_id, seat, amount_fen, invited_by, paid_at";
    private const int FirstSeatColumn = 12;

    // Nickname and avatar are kept with consent alone; asking for it again costs nothing.
    private const string MemberColumns = """
        o.seat, o.customer_id, o.status, CASE WHEN p.consent = 1 THEN p.nickname END, CASE WHEN p.consent = 1 THEN p.avatar END,
        (SELECT i.seat FROM orders i WHERE i.team_id = o.team_id AND i.customer_id = o.invited_by AND i.seat > 0), o.created_at
        """;

    private static readonly string SelectMembers = $"""
        SELECT {MemberColumns}
        FROM orders o LEFT JOIN customer_profiles p ON p.customer_id = o.customer_id
        WHERE o.team_id = @team AND o.seat > 0 AND o.status <> {OrderStatus.Cancelled:D} ORDER BY o.seat
        """;

    private static readonly string SelectNearCompletion = $"""
        {SelectView}
        WHERE t.campaign_id = @campaign AND t.status = {TeamStatus.Open:D} AND t.deadline > @after AND t.paid > 0 AND t.taken < t.size
        ORDER BY t.size - t.paid, t.deadline LIMIT @limit
        """;

    /// <summary>
    /// Applies a further change to a customer's claim row, in both dialects: a claim whose place is taken changes nothing.
    /// </summary>
    /// <param name="limit">How many seats a customer may have, in SQL.</param>
    public static string OnClaimConflict(string limit) =>
        $"""
            ON CONFLICT (campaign_id, customer_id) DO UPDATE SET
                leads = CASE WHEN excluded.seats > 0 THEN coalesce(excluded.leads, c.leads)
                             WHEN c.leads = excluded.leads THEN NULL ELSE c.leads END,
                unpaid = CASE WHEN excluded.seats > 0 THEN excluded.unpaid
                              WHEN c.unpaid = excluded.unpaid THEN NULL ELSE c.unpaid END,
                seats = c.seats + excluded.seats - excluded.let_go, let_go = excluded.let_go
            WHERE excluded.seats = 0
               OR (c.unpaid IS NULL AND (excluded.leads IS NULL OR c.leads IS NULL) AND c.seats + excluded.seats <= {limit})
            """;

    public static Task<TeamPlace?> FindPlaceAsync(LedgerSession session, TeamId team) =>
        session.Sql($"SELECT {PlaceColumns} FROM teams WHERE id = @id").With("id", team.Value).FirstAsync(Place);

    public static Task<TeamPlace?> FindPlaceAsync(LedgerSession session, string shareCode) =>
        session
            .Sql($"SELECT {PlaceColumns} FROM teams WHERE share_code = @code")
            .With("code", shareCode)
            .FirstAsync(Place);

    /// <summary>A team with its members, those of an ended team included.</summary>
    public static async Task<TeamView?> FindAsync(LedgerSession session, TeamId team)
    {
        if (
            await session.Sql($"{SelectView} WHERE t.id = @team").With("team", team.Value).FirstAsync(View)
            is not { } view
        )
            return null;
        return view with { Members = await session.Sql(SelectMembers).With("team", team.Value).ListAsync(Member) };
    }

    public static Task<ImmutableArray<TeamView>> NearCompletionAsync(
        LedgerSession session,
        CampaignId campaign,
        DateTimeOffset now,
        int limit
    ) =>
        session
            .Sql(SelectNearCompletion)
            .With("campaign", campaign.Value)
            .With("after", now + GroupTerms.TimeToPay)
            .With("limit", limit)
            .ListAsync(View);

    public static Task<ImmutableArray<TeamView>> ListAsync(
        LedgerSession session,
        CampaignId campaign,
        TeamStatus? status,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {SelectView} WHERE t.campaign_id = @campaign {(
                    status is null ? "" : "AND t.status = @status"
                )} ORDER BY t.id DESC LIMIT @limit
                """
            )
            .With("campaign", campaign.Value)
            .With("limit", limit)
            .WithUnlessNull("status", (int?)status)
            .ListAsync(View);

    /// <summary>The teams that a customer has a seat in, the newest first.</summary>
    public static Task<ImmutableArray<TeamId>> OfCustomerAsync(LedgerSession session, CustomerId customer, int limit) =>
        session
            .Sql(
                """
                SELECT team_id FROM orders WHERE customer_id = @customer AND team_id IS NOT NULL AND seat > 0 ORDER BY id DESC LIMIT @limit
                """
            )
            .With("customer", customer.Value)
            .With("limit", limit)
            .ListAsync(r => new TeamId(r.Id(0)));

    /// <summary>A customer's latest order in a team; found among the customer's own, so no team is read for it.</summary>
    public static Task<SeatOrder?> OrderOfAsync(LedgerSession session, TeamId team, CustomerId customer) =>
        session
            .Sql(
                $"""
                SELECT {SeatOrderColumns} FROM orders WHERE customer_id = @customer AND team_id = @team ORDER BY id DESC LIMIT 1
                """
            )
            .With("customer", customer.Value)
            .With("team", team.Value)
            .FirstAsync(SeatOrder);

    /// <summary>Why a seat was refused, from the customer's row in the campaign.</summary>
    public static async Task<HoldOutcome> RefusalOfAsync(
        LedgerSession session,
        CampaignId campaign,
        CustomerId customer,
        TeamWork work
    )
    {
        var row = await session
            .Sql($"SELECT {ClaimColumns} FROM team_claims WHERE campaign_id = @campaign AND customer_id = @customer")
            .With("campaign", campaign.Value)
            .With("customer", customer.Value)
            .FirstAsync(Claim);
        return row.Unpaid is not null ? HoldOutcome.UnpaidSeat
            : row.Leading is not null && work.Claims[customer].Leading is not null ? HoldOutcome.OpenTeam
            : row.Seats >= work.LimitPerCustomer ? HoldOutcome.LimitReached
            : HoldOutcome.Retry;
    }

    /// <summary>Reads a group-buy shard back: its teams, then its orders with their seats.</summary>
    public static async Task<bool> ReadShardAsync(LedgerSession session, StockShardKey key, IShardReader reader)
    {
        await session
            .Sql($"SELECT {StoredTeamColumns} FROM teams WHERE campaign_id = @campaign AND shard = @shard")
            .With("campaign", key.Campaign.Value)
            .With("shard", key.Shard)
            .EachAsync(r => reader.Team(Stored(r)));
        await session
            .Sql(
                $"""
                SELECT {StockTable.OrderColumns}, {StoredSeatColumns} FROM orders WHERE campaign_id = @campaign AND shard = @shard
                """
            )
            .With("campaign", key.Campaign.Value)
            .With("shard", key.Shard)
            .EachAsync(r => reader.Order(StockTable.Order(r) with { Seat = StoredSeat(r) }));
        return true;
    }

    private static SeatOrder SeatOrder(LedgerRow r) => new(new(r.Id(0)), (OrderStatus)r.Int(1), r.Time(2), r.Long(3));

    private static (Guid? Leading, Guid? Unpaid, int Seats) Claim(LedgerRow r) =>
        (r.IdOrNull(0), r.IdOrNull(1), r.Int(2));

    private static StoredTeam Stored(LedgerRow r) =>
        new(
            new(r.Id(0)),
            r.Long(1),
            (TeamStatus)r.Int(2),
            r.IdOrNull(3) is { } leader ? new(leader) : null,
            r.Int(4),
            r.Long(5),
            r.Time(6),
            r.Time(7)
        );

    private static StoredSeat StoredSeat(LedgerRow r) =>
        new(
            new(r.Id(FirstSeatColumn)),
            r.Int(FirstSeatColumn + 1),
            r.Long(FirstSeatColumn + 2),
            r.IdOrNull(FirstSeatColumn + 3) is { } inviter ? new(inviter) : null,
            r.TimeOrNull(FirstSeatColumn + 4)
        );

    private static TeamPlace Place(LedgerRow r) => new(new(r.Id(0)), new(r.Id(1)), r.Int(2));

    private static TeamMember Member(LedgerRow r) =>
        new(r.Int(0), new(r.Id(1)), (OrderStatus)r.Int(2), r.TextOrNull(3), r.TextOrNull(4), r.IntOrNull(5), r.Time(6));

    private static TeamView View(LedgerRow r) =>
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
