using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Batches;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Npgsql;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>A batch with its changes of teams.</summary>
internal readonly record struct TeamBatchWork(ShardBatch Batch, TeamWork Work)
{
    /// <summary>True when the batch changes no order that stands already, and nobody is told of it.</summary>
    public bool OnlySeats => Batch.Moves.Count == 0 && Batch.OutboxMessages.Count == 0 && Work.Audit.Count == 0;
}

/// <summary>
/// The shard's statement for batches that touch teams; batches that do not keep their own, cheaper one. Again one round trip
/// and one flush, and nothing happens behind a stale epoch.
/// </summary>
internal sealed class PostgresTeamStatement
{
    private const int SeatedColumn = 4;

    // Most batches of a rush only take seats: their statement looks for no order.
    private static readonly PostgresTeamStatement Seating = new(moves: false);
    private static readonly PostgresTeamStatement Moving = new(moves: true);

    private readonly PostgresParameters<TeamBatchWork> _parameters = new();
    private readonly string _text;

    // Customers' rows are the only ones that batches of several shards write: taken in one pass and in one order, so that two
    // batches wait for each other in one direction only. A claim that finds its place taken leaves the row as it is and gets no order.
    // Teams are found by the list of their ids, and the shard is compared afterwards: see PostgresMoves.Update.
    // Any other row that is not as expected turns the counter negative, and ck_stock_shards_not_negative undoes the whole batch.
    private PostgresTeamStatement(bool moves)
    {
        var owner = new PostgresOwner<TeamBatchWork>(_parameters, s => s.Batch);
        var seats = Seats(_parameters);
        var opened = Opened(_parameters);
        var changed = Changed(_parameters);
        var moved = moves ? Moved(_parameters) : new("", Outcome: "true", _ => "0");
        _text = $"""
            WITH owner AS ({owner.Select}), granted AS ({Grant(_parameters)}), wanted AS (
                SELECT * FROM {seats.As("n")}
            ), seated AS (
                INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen,
                                    status, cause, created_at, pay_by,
                                    team_id, seat, invited_by)
                SELECT n.id, f.campaign_id, f.shard, n.customer_id, n.key_hash, n.body_hash, n.quantity, n.amount_fen,
                       {OrderStatus.PendingPayment:D}, {CloseCause.None:D}, n.created_at, n.pay_by, n.team_id, n.seat, n.invited_by
                FROM owner f, wanted n JOIN granted g ON g.unpaid = n.id
                RETURNING id, quantity, team_id
            ), {moved.Parts} opened AS (
                INSERT INTO teams (id, campaign_id, shard, revision, status, opened_by, leader_id, size, paid, taken, price_fen,
                                   opened_at, deadline, share_code)
                SELECT t.id, f.campaign_id, f.shard, 1, {TeamStatus.Open:D}, t.leader, t.leader, t.size, 0, 1, t.price_fen,
                       t.opened_at, t.deadline,
                       t.share_code
                FROM owner f, {opened.As("t")}
                JOIN seated s ON s.id = t.by_order
            ), filled AS (
                SELECT team_id, count(*)::integer AS seats FROM seated GROUP BY team_id
            ), changed AS (
                UPDATE teams t SET revision = t.revision + 1, status = c.status, leader_id = c.leader, paid = t.paid + c.paid,
                    taken = t.taken + c.taken + coalesce(s.seats, 0),
                    ended_at = coalesce(c.ended_at, t.ended_at), short = greatest(t.short, c.short)
                FROM owner f, {changed.As("c")}
                     LEFT JOIN filled s ON s.team_id = c.id
                WHERE t.id = ANY({changed.First}) AND t.id = c.id AND t.status = c.was
                RETURNING t.campaign_id = f.campaign_id AND t.shard = f.shard AS own
            ), counted AS (
                UPDATE stock_shards s SET
                    revision = s.revision + 1,
                    held = CASE WHEN {moved.Outcome} AND (SELECT count(*) FROM changed WHERE own) = {changed.Count}
                        THEN s.held + (SELECT coalesce(sum(quantity), 0) FROM seated) + {moved.Sum("held")} ELSE -1 END,
                    confirmed = s.confirmed + {moved.Sum("confirmed")},
                    next_pay_by = {_parameters.AddTime(s => s.Batch.NextPayBy)}
                FROM owner f WHERE {owner.Is("s")}
                RETURNING s.revision, s.allotted, s.held, s.confirmed
            )
            SELECT {StockTable.CounterColumns},
                   CASE WHEN (SELECT count(*) FROM seated) < {seats.Count} THEN ARRAY(SELECT id FROM seated) END
            FROM counted
            """;
    }

    /// <summary>Every statement that a batch may run.</summary>
    internal static IReadOnlyList<PostgresTeamStatement> All => [Seating, Moving];

    public static Task<ShardCommit> CommitAsync(
        NpgsqlConnection connection,
        TeamBatchWork source,
        CancellationToken ct
    ) => (source.OnlySeats ? Seating : Moving).RunAsync(connection, source, ct);

    private static string Grant(PostgresParameters<TeamBatchWork> parameters)
    {
        var claims = parameters
            .Rows(s => s.Work.Claims)
            .Column("customer_id", c => c.Key.Value)
            .Column("leads", c => c.Value.Leading?.Value)
            .Column("unpaid", c => c.Value.Unpaid?.Value)
            .Column("seats", c => c.Value.Seats);
        return $"""
            INSERT INTO team_claims AS c (campaign_id, customer_id, leads, unpaid, seats, let_go)
            SELECT f.campaign_id, n.customer_id, n.leads, n.unpaid, greatest(n.seats, 0), greatest(-n.seats, 0)
            FROM owner f, {claims.As("n")}
            ORDER BY n.customer_id
            {TeamTable.OnClaimConflict(parameters.Add(s => s.Work.LimitPerCustomer))}
            RETURNING customer_id, unpaid
            """;
    }

    private static PostgresMoves Moved(PostgresParameters<TeamBatchWork> parameters)
    {
        var moves = parameters
            .Rows(s => s.Batch.Moves)
            .Moves()
            .Column("freed", (s, move) => s.Work.Freed.Contains(move.Id));
        return new(
            $"""
            moved AS (
                {PostgresMoves.Update(moves, ", seat = CASE WHEN m.freed THEN -abs(o.seat) ELSE o.seat END")}
            ), messages AS (
                INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
                SELECT e.id, e.kind, e.subject, e.body, e.at, e.at, 0, {OutboxState.Waiting:D}
                FROM owner f, {Messages(parameters).As("e")}
            ), audited AS (
                INSERT INTO audit (id, at, actor, action, subject, detail)
                SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail
                FROM owner f, {Audit(parameters).As("a")}
            ),
            """,
            Outcome: $"(SELECT count(*) FROM moved) = {moves.Count}",
            PostgresMoves.SumOfMoved
        );
    }

    private static PostgresRows<TeamBatchWork, NewSeat> Seats(PostgresParameters<TeamBatchWork> parameters) =>
        parameters
            .Rows(s => s.Batch.Holds)
            .Holds()
            .With(s => s.Work.Seats)
            .Column("team_id", s => s.Team.Value)
            .Column("seat", s => s.Number)
            .Column("invited_by", s => s.InvitedBy?.Value);

    private static PostgresRows<TeamBatchWork, NewTeam> Opened(PostgresParameters<TeamBatchWork> parameters) =>
        parameters
            .Rows(s => s.Work.Opened)
            .Column("id", t => t.Id.Value)
            .Column("by_order", t => t.By.Value)
            .Column("leader", t => t.Leader.Value)
            .Column("size", t => t.Size)
            .Column("price_fen", t => t.PriceFen)
            .Column("opened_at", t => t.OpenedAt)
            .Column("deadline", t => t.Deadline)
            .Column("share_code", t => t.Id.ShareCode);

    private static PostgresRows<TeamBatchWork, KeyValuePair<TeamId, TeamChange>> Changed(
        PostgresParameters<TeamBatchWork> parameters
    ) =>
        parameters
            .Rows(s => s.Work.Changed)
            .Column("id", t => t.Key.Value)
            .Column("was", t => (short)t.Value.Was)
            .Column("status", t => (short)t.Value.Status)
            .Column("leader", t => t.Value.Leader?.Value)
            .Column("paid", t => t.Value.Paid)
            .Column("taken", t => t.Value.Taken)
            .Column("ended_at", t => t.Value.EndedAt)
            .Column("short", t => (short)(t.Value.Short ? 1 : 0));

    private static PostgresRows<TeamBatchWork, NewOutboxMessage> Messages(
        PostgresParameters<TeamBatchWork> parameters
    ) => parameters.Rows(s => s.Batch.OutboxMessages).Column("body", m => m.Body).Messages();

    private static PostgresRows<TeamBatchWork, TeamAudit> Audit(PostgresParameters<TeamBatchWork> parameters) =>
        parameters
            .Rows(s => s.Work.Audit)
            .Column("id", a => Guid.CreateVersion7(a.At))
            .Column("at", a => a.At)
            .Column("actor", a => a.Actor)
            .Column("action", a => a.Action)
            .Column("subject", a => $"{a.Team}")
            .Column("detail", a => a.Detail);

    internal NpgsqlCommand Command(NpgsqlConnection? connection, TeamBatchWork source)
    {
        var command = new NpgsqlCommand(_text, connection);
        _parameters.Fill(command.Parameters, source);
        return command;
    }

    private async Task<ShardCommit> RunAsync(NpgsqlConnection connection, TeamBatchWork source, CancellationToken ct)
    {
        await using var command = Command(connection, source);
        await command.PrepareAsync(ct);
        ShardCounters counters;
        HashSet<OrderId> refused = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
                return ShardCommit.Stale;
            counters = StockTable.Counters(new(reader, LedgerDialect.Postgres));
            if (!reader.IsDBNull(SeatedColumn))
            {
                refused.UnionWith(source.Batch.Holds.Select(hold => hold.Id));
                foreach (var id in reader.GetFieldValue<Guid[]>(SeatedColumn))
                    refused.Remove(new(id));
            }
            // The row may arrive before the commit: only the end of the statement is the answer.
            await reader.NextResultAsync(ct);
        }
        if (refused.Count == 0)
            return ShardCommit.Of(counters);
        return ShardCommit.Of(counters) with
        {
            Refused = await RefusalsAsync(new(connection, null, LedgerDialect.Postgres, ct), source, refused),
        };
    }

    // Rare: memory refuses what it knows of before. The reasons are read after the commit, so they are at most a moment old.
    private static async Task<Dictionary<OrderId, HoldOutcome>> RefusalsAsync(
        LedgerSession session,
        TeamBatchWork source,
        HashSet<OrderId> refused
    )
    {
        var refusals = new Dictionary<OrderId, HoldOutcome>();
        foreach (var hold in source.Batch.Holds)
            if (refused.Contains(hold.Id))
                refusals[hold.Id] = await TeamTable.RefusalOfAsync(
                    session,
                    source.Batch.Key.Campaign,
                    hold.Customer,
                    source.Work
                );
        return refusals;
    }
}
