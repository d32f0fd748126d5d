using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>The team statements, prepared once on the writer's connection.</summary>
internal sealed class SqliteTeamStatements(SqliteConnection connection)
{
    private readonly SqliteCommand _change = SqliteStatements.Prepare(
        connection,
        """
        INSERT INTO team_claims AS c (campaign_id, customer_id, leads, unpaid, seats, let_go) VALUES (@0, @1, @2, @3, max(@4, 0), max(-@4, 0))
        ON CONFLICT (campaign_id, customer_id) DO UPDATE SET
            leads = CASE WHEN excluded.seats > 0 THEN coalesce(excluded.leads, c.leads)
                         WHEN c.leads = excluded.leads THEN NULL ELSE c.leads END,
            unpaid = CASE WHEN excluded.seats > 0 THEN excluded.unpaid
                          WHEN c.unpaid = excluded.unpaid THEN NULL ELSE c.unpaid END,
            seats = c.seats + excluded.seats - excluded.let_go, let_go = excluded.let_go
        WHERE excluded.seats = 0
           OR (c.unpaid IS NULL AND (excluded.leads IS NULL OR c.leads IS NULL) AND c.seats + excluded.seats <= @5)
        """,
        6
    );

    private readonly SqliteCommand _seat = SqliteStatements.Prepare(
        connection,
        """
        INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by, team_id, seat, invited_by)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 0, 0, @8, @9, @10, @11, @12)
        """,
        13
    );

    private readonly SqliteCommand _free = SqliteStatements.Prepare(
        connection,
        "UPDATE orders SET seat = -abs(seat) WHERE id = @0",
        1
    );

    private readonly SqliteCommand _open = SqliteStatements.Prepare(
        connection,
        """
        INSERT INTO teams (id, campaign_id, shard, revision, status, opened_by, leader_id, size, paid, taken, price_fen, opened_at, deadline, share_code)
        VALUES (@0, @1, @2, 1, 0, @3, @3, @4, 0, 1, @5, @6, @7, @8)
        """,
        9
    );

    private readonly SqliteCommand _move = SqliteStatements.Prepare(
        connection,
        """
        UPDATE teams SET revision = revision + 1, status = @0, leader_id = @1, paid = paid + @2, taken = taken + @3,
            ended_at = coalesce(@4, ended_at), short = max(short, @5)
        WHERE id = @6 AND campaign_id = @7 AND shard = @8 AND status = @9
        """,
        10
    );

    private readonly SqliteCommand _promise = SqliteStatements.Prepare(
        connection,
        """
        INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state) VALUES (@0, @1, @2, @3, @4, @4, 0, 0)
        """,
        5
    );

    private readonly SqliteCommand _audit = SqliteStatements.Prepare(
        connection,
        "INSERT INTO audit (id, at, actor, action, subject, detail) VALUES (@0, @1, @2, @3, @4, @5)",
        6
    );

    public void Enter(SqliteTransaction transaction)
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_change, _seat, _free, _open, _move, _promise, _audit])
            command.Transaction = transaction;
    }

    /// <summary>False: what is claimed is the customer's already.</summary>
    public bool Change(StockShardKey key, CustomerId customer, in ClaimChange change, int limit) =>
        SqliteStatements
            .Bind(
                _change,
                Bytes(key.Campaign.Value),
                Bytes(customer.Value),
                OrNull(change.Leading?.Value),
                OrNull(change.Unpaid?.Value),
                change.Seats,
                limit
            )
            .ExecuteNonQuery() == 1;

    public void Seat(StockShardKey key, in NewOrder order, in NewSeat seat) =>
        SqliteStatements
            .Bind(
                _seat,
                Bytes(order.Id.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                Bytes(order.Customer.Value),
                Bytes(order.KeyHash),
                order.BodyHash,
                order.Quantity,
                order.AmountFen,
                Time(order.CreatedAt),
                Time(order.PayBy),
                Bytes(seat.Team.Value),
                seat.Number,
                OrNull(seat.InvitedBy?.Value)
            )
            .ExecuteNonQuery();

    public void Free(OrderId order) => SqliteStatements.Bind(_free, Bytes(order.Value)).ExecuteNonQuery();

    public void Open(StockShardKey key, in NewTeam team) =>
        SqliteStatements
            .Bind(
                _open,
                Bytes(team.Id.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                Bytes(team.Leader.Value),
                team.Size,
                team.PriceFen,
                Time(team.OpenedAt),
                Time(team.Deadline),
                team.Id.ShareCode
            )
            .ExecuteNonQuery();

    public bool Move(StockShardKey key, TeamId team, in TeamChange change, int seated) =>
        SqliteStatements
            .Bind(
                _move,
                (long)change.Status,
                OrNull(change.Leader?.Value),
                change.Paid,
                change.Taken + seated,
                change.EndedAt is { } at ? Time(at) : DBNull.Value,
                change.Short ? 1L : 0L,
                Bytes(team.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                (long)change.Was
            )
            .ExecuteNonQuery() == 1;

    public void Promise(in Effect effect) =>
        SqliteStatements
            .Bind(_promise, Bytes(effect.Id), effect.Kind, effect.Subject, effect.Body, Time(effect.At))
            .ExecuteNonQuery();

    public void Audit(in TeamAudit audit) =>
        SqliteStatements
            .Bind(
                _audit,
                Bytes(Guid.CreateVersion7(audit.At)),
                Time(audit.At),
                audit.Actor,
                audit.Action,
                $"{audit.Team}",
                audit.Detail
            )
            .ExecuteNonQuery();

    private static object OrNull(Guid? id) => id is { } value ? Bytes(value) : DBNull.Value;

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static long Time(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
