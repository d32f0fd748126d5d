using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The stock table on PostgreSQL. A batch that touches teams has a statement of its own.</summary>
public sealed class PostgresStockTable(PostgresDatabase database, IOptions<LedgerOptions> options) : IStockTable
{
    public async Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Value.OpenTimeout);
        var opening = await StockTable.TakeAsync(database, key, timeout.Token);
        if (opening is null)
            return null;
        reader.Begin(opening.Counters.Held + opening.Counters.Confirmed);
        if (opening.Terms.Group is null)
            // On a pool thread and without awaiting each row: a million awaits cost more than the rows do.
            await Task.Run(() => ReadOrders(key, reader, timeout.Token), timeout.Token);
        else
            await database.ReadAsync(session => TeamTable.ReadShardAsync(session, key, reader), timeout.Token);
        return opening;
    }

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        StockTable.ReadCountersAsync(database, key, epoch, ct);

    public async Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct)
    {
        if (batch.Loan is { } loan)
            return await database.WriteAsync(session => StockTable.LendAsync(session, batch, loan), ct);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        using var standby = new StandbyWatch(connection);
        var commit = batch.Teams is null
            ? await PostgresStockStatement.CommitAsync(connection, batch, ct)
            : await PostgresTeamStatement.CommitAsync(connection, new(batch, batch.Teams), ct);
        standby.ThrowIfWarned();
        return commit;
    }

    // Binary COPY reads a million rows back in about a second; the same SELECT costs half as much again.
    private void ReadOrders(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        using var connection = database.Source.OpenConnection();
        // Both values are typed (a uuid, an integer): nothing of a caller's text can reach this statement.
        using var rows = connection.BeginBinaryExport(
            $"""
            COPY (SELECT {StockTable.OrderColumns}
                  FROM orders WHERE campaign_id = '{key.Campaign.Value:D}' AND shard = {key.Shard}) TO STDOUT (FORMAT BINARY)
            """
        );
        while (rows.StartRow() != -1)
        {
            ct.ThrowIfCancellationRequested();
            OrderId id = new(rows.Read<Guid>(NpgsqlDbType.Uuid));
            CustomerId customer = new(rows.Read<Guid>(NpgsqlDbType.Uuid));
            var (keyHash, bodyHash) = (rows.Read<Guid>(NpgsqlDbType.Uuid), rows.Read<long>(NpgsqlDbType.Bigint));
            var quantity = rows.Read<int>(NpgsqlDbType.Integer);
            var state = new OrderState(
                (OrderStatus)rows.Read<short>(NpgsqlDbType.Smallint),
                (CloseCause)rows.Read<short>(NpgsqlDbType.Smallint),
                rows.Read<short>(NpgsqlDbType.Smallint) == 1,
                quantity,
                rows.Read<int>(NpgsqlDbType.Integer),
                rows.Read<short>(NpgsqlDbType.Smallint) == 1
            );
            DateTimeOffset payBy = new(rows.Read<DateTime>(NpgsqlDbType.TimestampTz));
            reader.Order(new(id, customer, keyHash, bodyHash, quantity, state, payBy));
        }
    }
}

/// <summary>
/// A whole batch in one statement, one round trip and one flush: lock the shard's row by its fencing epoch, insert the new orders,
/// move the old ones, write the outbox messages of those that moved, count. A stale epoch matches no row, so every part of the
/// statement finds nothing to do.
/// </summary>
internal static class PostgresStockStatement
{
    private static readonly PostgresParameters<ShardBatch> Parameters = new();

    private static readonly string Owner = PostgresBatchColumns.Owner(Parameters, b => b);

    private static readonly PostgresRows<ShardBatch, NewOrder> Holds = Parameters.Rows(b => b.Holds).Holds();

    private static readonly PostgresRows<ShardBatch, OrderTransition> Moves = Parameters.Rows(b => b.Moves).Moves();

    private static readonly PostgresRows<ShardBatch, NewOutboxMessage> Messages = Parameters
        .Rows(b => b.OutboxMessages)
        .Column("order_id", m => m.Order.Value)
        .Column("id", m => m.Id)
        .Column("kind", m => m.Kind)
        .Column("subject", m => m.Subject)
        .Column("at", m => m.At);

    private static readonly string NextPayBy = Parameters.AddTime(b => b.NextPayBy);

    // Arrays instead of COPY or a statement a row: the cheapest way measured at every batch size a live queue reaches.
    // ON CONFLICT costs some 4 us an order and keeps one taken key from failing everyone in the batch.
    private static readonly string Commit = $"""
        WITH owner AS ({Owner}), claimed AS (
            INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen,
                                status, cause, created_at, pay_by)
            SELECT n.id, f.campaign_id, f.shard, n.customer_id, n.key_hash, n.body_hash, n.quantity, n.amount_fen,
                   {OrderStatus.PendingPayment:D}, {CloseCause.None:D}, n.created_at, n.pay_by
            FROM owner f, {Holds.As("n")}
            ON CONFLICT DO NOTHING
            RETURNING id, quantity
        ), moved AS (
            UPDATE orders o SET status = m.status, cause = m.cause, prepared = m.prepared, returned = m.returned, excused = m.excused,
                {StockTable.Stamps("m.status", "m.was", "m.at", row: "o.")}
            FROM owner f, {Moves.As("m")}
            WHERE o.id = m.id AND o.campaign_id = f.campaign_id AND o.shard = f.shard AND o.status = m.was
            RETURNING o.id, m.held, m.confirmed
        ), messages AS (
            INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
            SELECT e.id, e.kind, e.subject, '', e.at, e.at, 0, {OutboxState.Waiting:D}
            FROM {Messages.As("e")}
            JOIN moved m ON m.id = e.order_id
        ), counted AS (
            UPDATE stock_shards s SET
                revision = s.revision + 1,
                held = s.held + (SELECT coalesce(sum(quantity), 0) FROM claimed) + (SELECT coalesce(sum(held), 0) FROM moved),
                confirmed = s.confirmed + (SELECT coalesce(sum(confirmed), 0) FROM moved),
                next_pay_by = {NextPayBy}
            FROM owner f WHERE s.campaign_id = f.campaign_id AND s.shard = f.shard
            RETURNING s.revision, s.allotted, s.held, s.confirmed
        )
        SELECT {StockTable.CounterColumns},
               CASE WHEN (SELECT count(*) FROM claimed) < {Holds.Count} THEN ARRAY(SELECT id FROM claimed) END,
               CASE WHEN (SELECT count(*) FROM moved) < {Moves.Count} THEN ARRAY(SELECT id FROM moved) END
        FROM counted
        """;

    private const int ClaimedColumn = 4;
    private const int MovedColumn = 5;

    public static async Task<ShardCommit> CommitAsync(
        NpgsqlConnection connection,
        ShardBatch batch,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Commit, connection);
        Parameters.Fill(command.Parameters, batch);
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

/// <summary>The columns that the statements of both kinds of batch take.</summary>
internal static class PostgresBatchColumns
{
    /// <summary>The SELECT that locks the shard's row, if its fencing epoch is the batch's.</summary>
    public static string Owner<TSource>(PostgresParameters<TSource> parameters, Func<TSource, ShardBatch> batch)
    {
        var campaign = parameters.Add(source => batch(source).Key.Campaign.Value);
        var shard = parameters.Add(source => batch(source).Key.Shard);
        var epoch = parameters.Add(source => batch(source).Epoch);
        return $"""
            SELECT campaign_id, shard FROM stock_shards WHERE campaign_id = {campaign} AND shard = {shard} AND epoch = {epoch} FOR UPDATE
            """;
    }

    public static PostgresRows<TSource, NewOrder> Holds<TSource>(this PostgresRows<TSource, NewOrder> rows) =>
        rows.Column("id", h => h.Id.Value)
            .Column("customer_id", h => h.Customer.Value)
            .Column("key_hash", h => h.KeyHash)
            .Column("body_hash", h => h.BodyHash)
            .Column("quantity", h => h.Quantity)
            .Column("amount_fen", h => h.AmountFen)
            .Column("created_at", h => h.CreatedAt)
            .Column("pay_by", h => h.PayBy);

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
