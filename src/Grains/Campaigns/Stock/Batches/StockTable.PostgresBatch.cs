using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Npgsql;

namespace FuelGrains.Grains.Campaigns.Stock.Batches;

/// <summary>
/// A whole batch in one statement, one round trip and one flush: lock the shard's row by its fencing epoch, insert the new orders,
/// move the old ones, write the outbox messages of those that moved, count. A stale epoch matches no row, so every part of the
/// statement finds nothing to do.
/// </summary>
internal sealed class PostgresStockStatement
{
    private const int ClaimedColumn = 4;
    private const int MovedColumn = 5;

    // Most batches of a rush only hold: their statement looks for no order.
    private static readonly PostgresStockStatement Holding = new(moves: false);
    private static readonly PostgresStockStatement Moving = new(moves: true);

    private readonly PostgresParameters<ShardBatch> _parameters = new();
    private readonly string _text;

    private PostgresStockStatement(bool moves)
    {
        var owner = new PostgresOwner<ShardBatch>(_parameters, b => b);
        var holds = _parameters.Rows(b => b.Holds).Holds();
        var moved = moves ? Moved(_parameters) : new("", Outcome: "NULL::uuid[]", _ => "0");
        // Arrays instead of COPY or a statement a row: the cheapest way measured at every batch size a live queue reaches.
        // ON CONFLICT costs some 4 us an order and keeps one taken key from failing everyone in the batch.
        _text = $"""
            WITH owner AS ({owner.Select}), claimed AS (
                INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen,
                                    status, cause, created_at, pay_by)
                SELECT n.id, f.campaign_id, f.shard, n.customer_id, n.key_hash, n.body_hash, n.quantity, n.amount_fen,
                       {OrderStatus.PendingPayment:D}, {CloseCause.None:D}, n.created_at, n.pay_by
                FROM owner f, {holds.As("n")}
                ON CONFLICT DO NOTHING
                RETURNING id, quantity
            ), {moved.Parts} counted AS (
                UPDATE stock_shards s SET
                    revision = s.revision + 1,
                    held = s.held + (SELECT coalesce(sum(quantity), 0) FROM claimed) + {moved.Sum("held")},
                    confirmed = s.confirmed + {moved.Sum("confirmed")},
                    next_pay_by = {_parameters.AddTime(b => b.NextPayBy)}
                FROM owner f WHERE {owner.Is("s")}
                RETURNING s.revision, s.allotted, s.held, s.confirmed
            )
            SELECT {StockTable.CounterColumns},
                   CASE WHEN (SELECT count(*) FROM claimed) < {holds.Count} THEN ARRAY(SELECT id FROM claimed) END,
                   {moved.Outcome}
            FROM counted
            """;
    }

    /// <summary>Every statement that a batch may run.</summary>
    internal static IReadOnlyList<PostgresStockStatement> All => [Holding, Moving];

    public static Task<ShardCommit> CommitAsync(NpgsqlConnection connection, ShardBatch batch, CancellationToken ct) =>
        (batch.Moves.Count == 0 ? Holding : Moving).RunAsync(connection, batch, ct);

    private static PostgresMoves Moved(PostgresParameters<ShardBatch> parameters)
    {
        var moves = parameters.Rows(b => b.Moves).Moves();
        var messages = parameters.Rows(b => b.OutboxMessages).Column("order_id", m => m.Order.Value).Messages();
        return new(
            $"""
            moved AS ({PostgresMoves.Update(moves)}), messages AS (
                INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
                SELECT e.id, e.kind, e.subject, '', e.at, e.at, 0, {OutboxState.Waiting:D}
                FROM {messages.As("e")}
                JOIN moved m ON m.id = e.order_id
            ),
            """,
            Outcome: $"CASE WHEN (SELECT count(*) FROM moved) < {moves.Count} THEN ARRAY(SELECT id FROM moved) END",
            PostgresMoves.SumOfMoved
        );
    }

    internal NpgsqlCommand Command(NpgsqlConnection? connection, ShardBatch batch)
    {
        var command = new NpgsqlCommand(_text, connection);
        _parameters.Fill(command.Parameters, batch);
        return command;
    }

    private async Task<ShardCommit> RunAsync(NpgsqlConnection connection, ShardBatch batch, CancellationToken ct)
    {
        await using var command = Command(connection, batch);
        // Prepared once a connection: planning this statement costs more than running it.
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return ShardCommit.Stale;
        var counters = StockTable.Counters(new(reader, LedgerDialect.Postgres));
        var commit =
            reader.IsDBNull(ClaimedColumn) && reader.IsDBNull(MovedColumn)
                ? ShardCommit.Of(counters)
                : new(
                    false,
                    counters,
                    Missing(batch.Holds.Select(h => h.Id), reader, ClaimedColumn),
                    Missing(batch.Moves.Select(r => r.Id), reader, MovedColumn)
                );
        // The row may arrive before the commit, and disposing a reader swallows a timeout: only the end of the statement is the answer.
        await reader.NextResultAsync(ct);
        return commit;
    }

    private static HashSet<OrderId> Missing(IEnumerable<OrderId> wanted, NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return [];
        var missing = wanted.ToHashSet();
        foreach (var id in reader.GetFieldValue<Guid[]>(column))
            missing.Remove(new(id));
        return missing;
    }
}

/// <summary>The shard's row, in the statements of both kinds of batch.</summary>
internal sealed class PostgresOwner<TSource>
{
    private readonly string _campaign;
    private readonly string _shard;

    public PostgresOwner(PostgresParameters<TSource> parameters, Func<TSource, ShardBatch> batch)
    {
        _campaign = parameters.Add(source => batch(source).Key.Campaign.Value);
        _shard = parameters.Add(source => batch(source).Key.Shard);
        var epoch = parameters.Add(source => batch(source).Epoch);
        Select = $"SELECT campaign_id, shard FROM stock_shards o WHERE {Is("o")} AND epoch = {epoch} FOR UPDATE";
    }

    /// <summary>The SELECT that locks the shard's row, if its fencing epoch is the batch's.</summary>
    public string Select { get; }

    public string Is(string row) => $"{row}.campaign_id = {_campaign} AND {row}.shard = {_shard}";
}

/// <summary>The part of a batch's statement that moves orders.</summary>
/// <param name="Parts">The further parts of the WITH clause, each with its comma.</param>
/// <param name="Outcome">What the statement answers, or tests, about orders that did not move.</param>
/// <param name="Sum">What a column of the moved orders adds up to.</param>
internal sealed record PostgresMoves(string Parts, string Outcome, Func<string, string> Sum)
{
    public static string SumOfMoved(string column) => $"(SELECT coalesce(sum({column}), 0) FROM moved)";

    /// <summary>
    /// The UPDATE of the orders that a batch moves. They are found by the list of their ids, whatever the planner makes of the join;
    /// campaign and shard are compared in a form that no index takes. A young table has no statistics: with an equality there, or with
    /// the join alone, each batch reads every order of the campaign.
    /// </summary>
    public static string Update<TSource>(PostgresRows<TSource, OrderTransition> moves, string further = "") =>
        $"""
            UPDATE orders o SET status = m.status, cause = m.cause, prepared = m.prepared, returned = m.returned, excused = m.excused,
                {StockTable.Stamps("m.status", "m.was", "m.at", row: "o.")}{further}
            FROM owner f, {moves.As("m")}
            WHERE o.id = ANY({moves.First}) AND o.id = m.id AND o.status = m.was
              AND (o.campaign_id, o.shard) IS NOT DISTINCT FROM (f.campaign_id, f.shard)
            RETURNING o.id, m.held, m.confirmed
            """;
}

/// <summary>The columns that the statements of both kinds of batch take.</summary>
internal static class PostgresBatchColumns
{
    public static PostgresRows<TSource, NewOrder> Holds<TSource>(this PostgresRows<TSource, NewOrder> rows) =>
        rows.Column("id", h => h.Id.Value)
            .Column("customer_id", h => h.Customer.Value)
            .Column("key_hash", h => h.KeyHash)
            .Column("body_hash", h => h.BodyHash)
            .Column("quantity", h => h.Quantity)
            .Column("amount_fen", h => h.AmountFen)
            .Column("created_at", h => h.CreatedAt)
            .Column("pay_by", h => h.PayBy);

    public static PostgresRows<TSource, NewOutboxMessage> Messages<TSource>(
        this PostgresRows<TSource, NewOutboxMessage> rows
    ) =>
        rows.Column("id", m => m.Id)
            .Column("kind", m => m.Kind)
            .Column("subject", m => m.Subject)
            .Column("at", m => m.At);

    public static PostgresRows<TSource, OrderTransition> Moves<TSource>(
        this PostgresRows<TSource, OrderTransition> rows
    ) =>
        rows.Column("id", m => m.Id.Value)
            .Column("was", m => (short)m.From)
            .Column("status", m => (short)m.To)
            .Column("cause", m => (short)m.Cause)
            .Column("prepared", m => (short)(m.Next.Prepared ? 1 : 0))
            .Column("returned", m => m.Next.Returned)
            .Column("excused", m => (short)(m.Next.Excused ? 1 : 0))
            .Column("held", m => m.HeldDelta)
            .Column("confirmed", m => m.ConfirmedDelta)
            .Column("at", m => m.At);
}
