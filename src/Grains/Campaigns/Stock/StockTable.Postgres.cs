using FuelGrains.Grains.Campaigns.Stock.Batches;
using FuelGrains.Grains.Campaigns.Teams;
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
            await database.ReadShardAsync(session => TeamTable.ReadShardAsync(session, key, reader), timeout.Token);
        return opening;
    }

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        StockTable.ReadCountersAsync(database, key, epoch, ct);

    public async Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct)
    {
        await using var connection = await database.OpenCommitAsync(ct);
        if (batch.Loan is { } loan)
            return await PostgresDatabase.WriteAsync(
                connection,
                session => StockTable.LendAsync(session, batch, loan),
                ct
            );
        using var standby = new StandbyWatch(connection);
        var commit = batch.Teams is null
            ? await PostgresStockStatement.CommitAsync(connection, batch, ct)
            : await PostgresTeamStatement.CommitAsync(connection, new(batch, batch.Teams), ct);
        standby.ThrowIfWarned();
        return commit;
    }

    /// <summary>A shard's orders. COPY takes no parameters; both values are typed, so nothing of a caller's text can reach it.</summary>
    internal static string SelectOrders(StockShardKey key) =>
        $"""
            SELECT {StockTable.OrderColumns}
            FROM orders WHERE campaign_id = '{key.Campaign.Value:D}' AND shard = {key.Shard}
            """;

    // Binary COPY reads a million rows back in about a second; the same SELECT costs half as much again.
    private void ReadOrders(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        using var connection = database.OpenReader();
        using var rows = connection.BeginBinaryExport($"COPY ({SelectOrders(key)}) TO STDOUT (FORMAT BINARY)");
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
