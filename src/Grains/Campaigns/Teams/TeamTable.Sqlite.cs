using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Microsoft.Data.Sqlite;
using static FuelGrains.Grains.Storage.SqliteStatement;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>Commits a batch that touches teams on SQLite's one writer thread, in the order of PostgreSQL's statement.</summary>
internal static class SqliteTeamCommit
{
    /// <exception cref="LedgerRefusedException">The disk is not as the batch expects: the writer undoes all of it.</exception>
    public static ShardCommit Run(
        SqliteStockStatements stock,
        SqliteTeamStatements teams,
        LedgerSession session,
        TeamBatchWork source
    )
    {
        var (batch, work) = source;
        var (key, refused) = (batch.Key, new Dictionary<OrderId, HoldOutcome>());
        long held = 0,
            confirmed = 0;
        var seated = new Dictionary<TeamId, int>();
        foreach (var (customer, claim) in work.Claims)
            if (!teams.Claim(key, customer, claim, work.LimitPerCustomer))
                refused[claim.Unpaid!.Value] = TeamTable
                    .RefusalOfAsync(session, key.Campaign, customer, work)
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
            Require(stock.Move(key, move), $"order {move.Id}");
            if (work.Freed.Contains(move.Id))
                teams.Free(move.Id);
            (held, confirmed) = (held + move.HeldDelta, confirmed + move.ConfirmedDelta);
        }
        foreach (var team in work.Opened)
            if (!refused.ContainsKey(team.By))
                teams.Open(key, team);
        foreach (var (team, change) in work.Changed)
            Require(teams.Change(key, team, change, seated.GetValueOrDefault(team)), $"team {team}");
        foreach (var message in batch.OutboxMessages)
            stock.AddMessage(message);
        foreach (var audit in work.Audit)
            teams.Audit(audit);
        return ShardCommit.Of(stock.Count(key, held, confirmed, batch.NextPayBy)) with { Refused = refused };
    }

    private static void Require(bool isAsExpected, string what)
    {
        if (!isAsExpected)
            throw new LedgerRefusedException($"On disk {what} is not as the batch expects.");
    }
}

/// <summary>The team statements, prepared once on the writer's connection.</summary>
internal sealed class SqliteTeamStatements(SqliteConnection connection)
{
    private static readonly SqliteColumns<SqliteOrderRow> SeatColumns = SqliteOrderRow
        .Columns()
        .Column("team_id", r => Bytes(r.Seat.Team.Value))
        .Column("seat", r => r.Seat.Number)
        .Column("invited_by", r => OrNull(r.Seat.InvitedBy?.Value));

    private static readonly SqliteColumns<(StockShardKey Key, NewTeam Team)> TeamColumns = new SqliteColumns<(
        StockShardKey Key,
        NewTeam Team
    )>()
        .Column("id", r => Bytes(r.Team.Id.Value))
        .Column("campaign_id", r => Bytes(r.Key.Campaign.Value))
        .Column("shard", r => r.Key.Shard)
        .Always("revision", "1")
        .Always("status", $"{TeamStatus.Open:D}")
        .Column("opened_by", r => Bytes(r.Team.Leader.Value))
        .Column("leader_id", r => Bytes(r.Team.Leader.Value))
        .Column("size", r => r.Team.Size)
        .Always("paid", "0")
        .Always("taken", "1")
        .Column("price_fen", r => r.Team.PriceFen)
        .Column("opened_at", r => Time(r.Team.OpenedAt))
        .Column("deadline", r => Time(r.Team.Deadline))
        .Column("share_code", r => r.Team.Id.ShareCode);

    private readonly SqliteStatement _claim = new(
        connection,
        6,
        $"""
        INSERT INTO team_claims AS c (campaign_id, customer_id, leads, unpaid, seats, let_go)
        VALUES (@0, @1, @2, @3, max(@4, 0), max(-@4, 0))
        {TeamTable.OnClaimConflict("@5")}
        """
    );

    private readonly SqliteStatement _seat = Insert(connection, "orders", SeatColumns);

    private readonly SqliteStatement _free = new(connection, 1, "UPDATE orders SET seat = -abs(seat) WHERE id = @0");

    private readonly SqliteStatement _open = Insert(connection, "teams", TeamColumns);

    private readonly SqliteStatement _change = new(
        connection,
        10,
        """
        UPDATE teams SET revision = revision + 1, status = @0, leader_id = @1, paid = paid + @2, taken = taken + @3,
            ended_at = coalesce(@4, ended_at), short = max(short, @5)
        WHERE id = @6 AND campaign_id = @7 AND shard = @8 AND status = @9
        """
    );

    private readonly SqliteStatement _audit = new(
        connection,
        6,
        "INSERT INTO audit (id, at, actor, action, subject, detail) VALUES (@0, @1, @2, @3, @4, @5)"
    );

    public void Enter(SqliteTransaction transaction)
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_claim, _seat, _free, _open, _change, _audit])
            statement.Enter(transaction);
    }

    /// <summary>Writes a change of a customer's claims; false: the claimed place is the customer's already.</summary>
    public bool Claim(StockShardKey key, CustomerId customer, in ClaimChange change, int limit) =>
        _claim
            .Bind(
                Bytes(key.Campaign.Value),
                Bytes(customer.Value),
                OrNull(change.Leading?.Value),
                OrNull(change.Unpaid?.Value),
                change.Seats,
                limit
            )
            .ExecuteNonQuery() == 1;

    public void Seat(StockShardKey key, in NewOrder order, in NewSeat seat) =>
        _seat.Bind(SeatColumns, new(key, order, seat)).ExecuteNonQuery();

    public void Free(OrderId order) => _free.Bind(Bytes(order.Value)).ExecuteNonQuery();

    public void Open(StockShardKey key, in NewTeam team) => _open.Bind(TeamColumns, (key, team)).ExecuteNonQuery();

    public bool Change(StockShardKey key, TeamId team, in TeamChange change, int seated) =>
        _change
            .Bind(
                (long)change.Status,
                OrNull(change.Leader?.Value),
                change.Paid,
                change.Taken + seated,
                OrNull(change.EndedAt),
                change.Short ? 1L : 0L,
                Bytes(team.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                (long)change.Was
            )
            .ExecuteNonQuery() == 1;

    public void Audit(in TeamAudit audit) =>
        _audit
            .Bind(
                Bytes(Guid.CreateVersion7(audit.At)),
                Time(audit.At),
                audit.Actor,
                audit.Action,
                $"{audit.Team}",
                audit.Detail
            )
            .ExecuteNonQuery();
}
