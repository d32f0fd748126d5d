using FuelGrains.Grains.Campaigns;
using Npgsql;
using static FuelGrains.Grains.Storage.PostgresBatchParameters;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// The shard's statement for batches that touch teams; batches that do not keep their own, cheaper one. Again one round trip
/// and one flush, and nothing happens behind a stale epoch.
/// </summary>
internal static class PostgresTeamStatement
{
    // Customers' rows are the only ones that batches of several shards write: taken in one pass and in one order, so that two
    // batches wait for each other in one direction only. A claim that finds its place taken leaves the row as it is and gets no order.
    // Teams are found by their ids alone, and that they are the shard's own is judged afterwards: given the choice, the planner, which
    // knows little of a young table, read every team of the shard for each batch.
    // Whatever else does not stand as expected turns the counter negative, and ck_stock_shards_not_negative undoes the whole batch.
    private const string Commit = """
        WITH fence AS (
            SELECT campaign_id, shard FROM stock_shards WHERE campaign_id = $1 AND shard = $2 AND epoch = $3 FOR UPDATE
        ), granted AS (
            INSERT INTO team_claims AS c (campaign_id, customer_id, leads, unpaid, seats, let_go)
            SELECT f.campaign_id, n.customer_id, n.leads, n.unpaid, greatest(n.seats, 0), greatest(-n.seats, 0)
            FROM fence f, unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::integer[]) AS n (customer_id, leads, unpaid, seats)
            ORDER BY n.customer_id
            ON CONFLICT (campaign_id, customer_id) DO UPDATE SET
                leads = CASE WHEN excluded.seats > 0 THEN coalesce(excluded.leads, c.leads)
                             WHEN c.leads = excluded.leads THEN NULL ELSE c.leads END,
                unpaid = CASE WHEN excluded.seats > 0 THEN excluded.unpaid
                              WHEN c.unpaid = excluded.unpaid THEN NULL ELSE c.unpaid END,
                seats = c.seats + excluded.seats - excluded.let_go, let_go = excluded.let_go
            WHERE excluded.seats = 0
               OR (c.unpaid IS NULL AND (excluded.leads IS NULL OR c.leads IS NULL) AND c.seats + excluded.seats <= $8)
            RETURNING customer_id, unpaid
        ), wanted AS (
            SELECT * FROM unnest($9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[], $13::integer[], $14::bigint[], $15::timestamptz[],
                                 $16::timestamptz[], $17::uuid[], $18::integer[], $19::uuid[])
                 AS n (id, customer_id, key_hash, body_hash, quantity, amount_fen, created_at, pay_by, team_id, seat, invited_by)
        ), seated AS (
            INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by,
                                team_id, seat, invited_by)
            SELECT n.id, f.campaign_id, f.shard, n.customer_id, n.key_hash, n.body_hash, n.quantity, n.amount_fen, 0, 0, n.created_at, n.pay_by,
                   n.team_id, n.seat, n.invited_by
            FROM fence f, wanted n JOIN granted g ON g.unpaid = n.id
            RETURNING id, quantity, team_id
        ), moved AS (
            UPDATE orders o SET status = m.status, cause = m.cause, prepared = m.prepared, returned = m.returned,
                paid_at = CASE WHEN m.status = 2 AND m.was <> 2 THEN m.at ELSE o.paid_at END,
                fulfilled_at = CASE WHEN m.status = 3 AND m.was <> 3 THEN m.at ELSE o.fulfilled_at END,
                closed_at = CASE WHEN m.status IN (4, 6) THEN m.at ELSE o.closed_at END,
                seat = CASE WHEN m.freed THEN -abs(o.seat) ELSE o.seat END
            FROM fence f, unnest($20::uuid[], $21::smallint[], $22::smallint[], $23::smallint[], $24::smallint[], $25::integer[],
                                 $26::integer[], $27::integer[], $28::timestamptz[], $29::boolean[])
                 AS m (id, was, status, cause, prepared, returned, held, confirmed, at, freed)
            WHERE o.id = m.id AND o.campaign_id = f.campaign_id AND o.shard = f.shard AND o.status = m.was
            RETURNING o.id, m.held, m.confirmed
        ), opened AS (
            INSERT INTO teams (id, campaign_id, shard, revision, status, opened_by, leader_id, size, paid, taken, price_fen, opened_at, deadline, share_code)
            SELECT t.id, f.campaign_id, f.shard, 1, 0, t.leader, t.leader, t.size, 0, 1, t.price_fen, t.opened_at, t.deadline, t.share_code
            FROM fence f, unnest($30::uuid[], $31::uuid[], $32::uuid[], $33::integer[], $34::bigint[], $35::timestamptz[], $36::timestamptz[], $37::text[])
                 AS t (id, by_order, leader, size, price_fen, opened_at, deadline, share_code)
            JOIN seated s ON s.id = t.by_order
        ), filled AS (
            SELECT team_id, count(*)::integer AS seats FROM seated GROUP BY team_id
        ), changed AS (
            UPDATE teams t SET revision = t.revision + 1, status = c.status, leader_id = c.leader, paid = t.paid + c.paid,
                taken = t.taken + c.taken + coalesce(s.seats, 0),
                ended_at = coalesce(c.ended_at, t.ended_at), short = greatest(t.short, c.short)
            FROM fence f, unnest($38::uuid[], $39::smallint[], $40::smallint[], $41::uuid[], $42::integer[], $43::integer[], $44::timestamptz[], $45::smallint[])
                 AS c (id, was, status, leader, paid, taken, ended_at, short)
                 LEFT JOIN filled s ON s.team_id = c.id
            WHERE t.id = c.id AND t.status = c.was
            RETURNING t.campaign_id = f.campaign_id AND t.shard = f.shard AS own
        ), promised AS (
            INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
            SELECT e.id, e.kind, e.subject, e.body, e.at, e.at, 0, 0
            FROM fence f, unnest($46::uuid[], $47::text[], $48::text[], $49::text[], $50::timestamptz[]) AS e (id, kind, subject, body, at)
        ), audited AS (
            INSERT INTO audit (id, at, actor, action, subject, detail)
            SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail
            FROM fence f, unnest($51::uuid[], $52::timestamptz[], $53::text[], $54::text[], $55::text[], $56::text[])
                 AS a (id, at, actor, action, subject, detail)
        ), counted AS (
            UPDATE stock_shards s SET
                revision = s.revision + 1,
                held = CASE WHEN (SELECT count(*) FROM moved) = cardinality($20) AND (SELECT count(*) FROM changed WHERE own) = cardinality($38)
                    THEN s.held + (SELECT coalesce(sum(quantity), 0) FROM seated) + (SELECT coalesce(sum(held), 0) FROM moved) ELSE -1 END,
                confirmed = s.confirmed + (SELECT coalesce(sum(confirmed), 0) FROM moved),
                next_pay_by = $57
            FROM fence f WHERE s.campaign_id = f.campaign_id AND s.shard = f.shard
            RETURNING s.revision, s.allotted, s.held, s.confirmed
        )
        SELECT c.revision, c.allotted, c.held, c.confirmed,
               CASE WHEN (SELECT count(*) FROM seated) < cardinality($9) THEN ARRAY(SELECT id FROM seated) END
        FROM counted c
        """;

    public static async Task<ShardCommit> CommitAsync(
        NpgsqlConnection connection,
        ShardBatch batch,
        TeamWork work,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Commit, connection);
        Fill(command.Parameters, batch, work);
        await command.PrepareAsync(ct);
        ShardCounters counters;
        HashSet<OrderId> refused = [];
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
                return ShardCommit.WasFenced;
            counters = new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
            if (!reader.IsDBNull(4))
            {
                refused.UnionWith(batch.Holds.Select(hold => hold.Id));
                foreach (var id in reader.GetFieldValue<Guid[]>(4))
                    refused.Remove(new(id));
            }
            // The row may arrive before the commit: only the end of the statement is the answer.
            await reader.NextResultAsync(ct);
        }
        if (refused.Count == 0)
            return ShardCommit.Of(counters);
        return ShardCommit.Of(counters) with
        {
            Refused = await WhyAsync(new(connection, null, LedgerDialect.Postgres, ct), batch, work, refused),
        };
    }

    // Rare: what memory knows is refused before. Read after the commit, so what is said is at most a moment old.
    private static async Task<Dictionary<OrderId, HoldOutcome>> WhyAsync(
        LedgerSession session,
        ShardBatch batch,
        TeamWork work,
        HashSet<OrderId> refused
    )
    {
        var why = new Dictionary<OrderId, HoldOutcome>();
        foreach (var hold in batch.Holds)
            if (refused.Contains(hold.Id))
                why[hold.Id] = await TeamClaimRows.WhyAsync(session, batch.Key.Campaign, hold.Customer, work);
        return why;
    }

    private static void Fill(NpgsqlParameterCollection p, ShardBatch batch, TeamWork work)
    {
        Add(p, batch.Key.Campaign.Value);
        Add(p, batch.Key.Shard);
        Add(p, batch.Epoch);
        // By the customer's id as PostgreSQL orders it, whatever order the array has: see ORDER BY.
        Add(p, work.Claims.Keys.Select(c => c.Value).ToList());
        Add(p, work.Claims.Values.Select(c => c.Leading?.Value).ToList());
        Add(p, work.Claims.Values.Select(c => c.Unpaid?.Value).ToList());
        Add(p, work.Claims.Values.Select(c => c.Seats).ToList());
        Add(p, work.LimitPerCustomer);
        FillSeats(p, batch.Holds, work.Seats);
        FillMoves(p, batch.Moves, work.Freed);
        FillTeams(p, work);
        Add(p, batch.Effects.ConvertAll(e => e.Id));
        Add(p, batch.Effects.ConvertAll(e => e.Kind));
        Add(p, batch.Effects.ConvertAll(e => e.Subject));
        Add(p, batch.Effects.ConvertAll(e => e.Body));
        Add(p, batch.Effects.ConvertAll(e => e.At));
        Add(p, work.Audit.ConvertAll(a => Guid.CreateVersion7(a.At)));
        Add(p, work.Audit.ConvertAll(a => a.At));
        Add(p, work.Audit.ConvertAll(a => a.Actor));
        Add(p, work.Audit.ConvertAll(a => a.Action));
        Add(p, work.Audit.ConvertAll(a => $"{a.Team}"));
        Add(p, work.Audit.ConvertAll(a => a.Detail));
        AddNextPayBy(p, batch);
    }

    private static void FillSeats(NpgsqlParameterCollection p, List<NewOrder> holds, List<NewSeat> seats)
    {
        AddHolds(p, holds);
        Add(p, seats.ConvertAll(s => s.Team.Value));
        Add(p, seats.ConvertAll(s => s.Number));
        Add(p, seats.ConvertAll(s => s.InvitedBy?.Value));
    }

    private static void FillMoves(NpgsqlParameterCollection p, List<OrderTransition> moves, HashSet<OrderId> freed)
    {
        AddMoves(p, moves);
        Add(p, moves.ConvertAll(m => freed.Contains(m.Id)));
    }

    private static void FillTeams(NpgsqlParameterCollection p, TeamWork work)
    {
        Add(p, work.Opened.ConvertAll(t => t.Id.Value));
        Add(p, work.Opened.ConvertAll(t => t.By.Value));
        Add(p, work.Opened.ConvertAll(t => t.Leader.Value));
        Add(p, work.Opened.ConvertAll(t => t.Size));
        Add(p, work.Opened.ConvertAll(t => t.PriceFen));
        Add(p, work.Opened.ConvertAll(t => t.OpenedAt));
        Add(p, work.Opened.ConvertAll(t => t.Deadline));
        Add(p, work.Opened.ConvertAll(t => t.Id.ShareCode));
        Add(p, work.Changed.Keys.Select(t => t.Value).ToList());
        Add(p, work.Changed.Values.Select(c => (short)c.Was).ToList());
        Add(p, work.Changed.Values.Select(c => (short)c.Status).ToList());
        Add(p, work.Changed.Values.Select(c => c.Leader?.Value).ToList());
        Add(p, work.Changed.Values.Select(c => c.Paid).ToList());
        Add(p, work.Changed.Values.Select(c => c.Taken).ToList());
        Add(p, work.Changed.Values.Select(c => c.EndedAt).ToList());
        Add(p, work.Changed.Values.Select(c => (short)(c.Short ? 1 : 0)).ToList());
    }
}
