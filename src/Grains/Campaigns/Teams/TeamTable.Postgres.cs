using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Npgsql;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>A batch with its changes of teams.</summary>
internal readonly record struct TeamBatchWork(ShardBatch Batch, TeamWork Work);

/// <summary>
/// The shard's statement for batches that touch teams; batches that do not keep their own, cheaper one. Again one round trip
/// and one flush, and nothing happens behind a stale epoch.
/// </summary>
internal static class PostgresTeamStatement
{
    private static readonly PostgresParameters<TeamBatchWork> Parameters = new();

    private static readonly string Owner = PostgresBatchColumns.Owner(Parameters, s => s.Batch);

    private static readonly PostgresRows<TeamBatchWork, KeyValuePair<CustomerId, ClaimChange>> Claims = Parameters
        .Rows(s => s.Work.Claims)
        .Column("customer_id", c => c.Key.Value)
        .Column("leads", c => c.Value.Leading?.Value)
        .Column("unpaid", c => c.Value.Unpaid?.Value)
        .Column("seats", c => c.Value.Seats);

    private static readonly string Limit = Parameters.Add(s => s.Work.LimitPerCustomer);

    private static readonly PostgresRows<TeamBatchWork, NewSeat> Seats = Parameters
        .Rows(s => s.Batch.Holds)
        .Holds()
        .With(s => s.Work.Seats)
        .Column("team_id", s => s.Team.Value)
        .Column("seat", s => s.Number)
        .Column("invited_by", s => s.InvitedBy?.Value);

    private static readonly PostgresRows<TeamBatchWork, OrderTransition> Moves = Parameters
        .Rows(s => s.Batch.Moves)
        .Moves()
        .Column("freed", (s, move) => s.Work.Freed.Contains(move.Id));

    private static readonly PostgresRows<TeamBatchWork, NewTeam> Opened = Parameters
        .Rows(s => s.Work.Opened)
        .Column("id", t => t.Id.Value)
        .Column("by_order", t => t.By.Value)
        .Column("leader", t => t.Leader.Value)
        .Column("size", t => t.Size)
        .Column("price_fen", t => t.PriceFen)
        .Column("opened_at", t => t.OpenedAt)
        .Column("deadline", t => t.Deadline)
        .Column("share_code", t => t.Id.ShareCode);

    private static readonly PostgresRows<TeamBatchWork, KeyValuePair<TeamId, TeamChange>> Changed = Parameters
        .Rows(s => s.Work.Changed)
        .Column("id", t => t.Key.Value)
        .Column("was", t => (short)t.Value.Was)
        .Column("status", t => (short)t.Value.Status)
        .Column("leader", t => t.Value.Leader?.Value)
        .Column("paid", t => t.Value.Paid)
        .Column("taken", t => t.Value.Taken)
        .Column("ended_at", t => t.Value.EndedAt)
        .Column("short", t => (short)(t.Value.Short ? 1 : 0));

    private static readonly PostgresRows<TeamBatchWork, NewOutboxMessage> Messages = Parameters
        .Rows(s => s.Batch.OutboxMessages)
        .Column("id", m => m.Id)
        .Column("kind", m => m.Kind)
        .Column("subject", m => m.Subject)
        .Column("body", m => m.Body)
        .Column("at", m => m.At);

    private static readonly PostgresRows<TeamBatchWork, TeamAudit> Audit = Parameters
        .Rows(s => s.Work.Audit)
        .Column("id", a => Guid.CreateVersion7(a.At))
        .Column("at", a => a.At)
        .Column("actor", a => a.Actor)
        .Column("action", a => a.Action)
        .Column("subject", a => $"{a.Team}")
        .Column("detail", a => a.Detail);

    private static readonly string NextPayBy = Parameters.AddTime(s => s.Batch.NextPayBy);

    // Customers' rows are the only ones that batches of several shards write: taken in one pass and in one order, so that two
    // batches wait for each other in one direction only. A claim that finds its place taken leaves the row as it is and gets no order.
    // Teams are found by their ids alone, and the shard is compared afterwards: given the choice, the planner, which knows little of
    // a young table, read every team of the shard for each batch.
    // Any other row that is not as expected turns the counter negative, and ck_stock_shards_not_negative undoes the whole batch.
    private static readonly string Commit = $"""
        WITH owner AS ({Owner}), granted AS (
            INSERT INTO team_claims AS c (campaign_id, customer_id, leads, unpaid, seats, let_go)
            SELECT f.campaign_id, n.customer_id, n.leads, n.unpaid, greatest(n.seats, 0), greatest(-n.seats, 0)
            FROM owner f, {Claims.As("n")}
            ORDER BY n.customer_id
            {TeamTable.OnClaimConflict(Limit)}
            RETURNING customer_id, unpaid
        ), wanted AS (
            SELECT * FROM {Seats.As("n")}
        ), seated AS (
            INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen,
                                status, cause, created_at, pay_by,
                                team_id, seat, invited_by)
            SELECT n.id, f.campaign_id, f.shard, n.customer_id, n.key_hash, n.body_hash, n.quantity, n.amount_fen,
                   {OrderStatus.PendingPayment:D}, {CloseCause.None:D}, n.created_at, n.pay_by, n.team_id, n.seat, n.invited_by
            FROM owner f, wanted n JOIN granted g ON g.unpaid = n.id
            RETURNING id, quantity, team_id
        ), moved AS (
            UPDATE orders o SET status = m.status, cause = m.cause, prepared = m.prepared, returned = m.returned, excused = m.excused,
                {StockTable.Stamps("m.status", "m.was", "m.at", row: "o.")},
                seat = CASE WHEN m.freed THEN -abs(o.seat) ELSE o.seat END
            FROM owner f, {Moves.As("m")}
            WHERE o.id = m.id AND o.campaign_id = f.campaign_id AND o.shard = f.shard AND o.status = m.was
            RETURNING o.id, m.held, m.confirmed
        ), opened AS (
            INSERT INTO teams (id, campaign_id, shard, revision, status, opened_by, leader_id, size, paid, taken, price_fen,
                               opened_at, deadline, share_code)
            SELECT t.id, f.campaign_id, f.shard, 1, {TeamStatus.Open:D}, t.leader, t.leader, t.size, 0, 1, t.price_fen,
                   t.opened_at, t.deadline,
                   t.share_code
            FROM owner f, {Opened.As("t")}
            JOIN seated s ON s.id = t.by_order
        ), filled AS (
            SELECT team_id, count(*)::integer AS seats FROM seated GROUP BY team_id
        ), changed AS (
            UPDATE teams t SET revision = t.revision + 1, status = c.status, leader_id = c.leader, paid = t.paid + c.paid,
                taken = t.taken + c.taken + coalesce(s.seats, 0),
                ended_at = coalesce(c.ended_at, t.ended_at), short = greatest(t.short, c.short)
            FROM owner f, {Changed.As("c")}
                 LEFT JOIN filled s ON s.team_id = c.id
            WHERE t.id = c.id AND t.status = c.was
            RETURNING t.campaign_id = f.campaign_id AND t.shard = f.shard AS own
        ), messages AS (
            INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
            SELECT e.id, e.kind, e.subject, e.body, e.at, e.at, 0, {OutboxState.Waiting:D}
            FROM owner f, {Messages.As("e")}
        ), audited AS (
            INSERT INTO audit (id, at, actor, action, subject, detail)
            SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail
            FROM owner f, {Audit.As("a")}
        ), counted AS (
            UPDATE stock_shards s SET
                revision = s.revision + 1,
                held = CASE WHEN (SELECT count(*) FROM moved) = {Moves.Count} AND (SELECT count(*) FROM changed WHERE own) = {Changed.Count}
                    THEN s.held + (SELECT coalesce(sum(quantity), 0) FROM seated) + (SELECT coalesce(sum(held), 0) FROM moved) ELSE -1 END,
                confirmed = s.confirmed + (SELECT coalesce(sum(confirmed), 0) FROM moved),
                next_pay_by = {NextPayBy}
            FROM owner f WHERE s.campaign_id = f.campaign_id AND s.shard = f.shard
            RETURNING s.revision, s.allotted, s.held, s.confirmed
        )
        SELECT {StockTable.CounterColumns},
               CASE WHEN (SELECT count(*) FROM seated) < {Seats.Count} THEN ARRAY(SELECT id FROM seated) END
        FROM counted
        """;

    private const int SeatedColumn = 4;

    public static async Task<ShardCommit> CommitAsync(
        NpgsqlConnection connection,
        TeamBatchWork source,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Commit, connection);
        Parameters.Fill(command.Parameters, source);
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
