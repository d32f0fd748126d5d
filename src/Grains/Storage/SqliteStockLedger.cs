using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>The same contract on SQLite: prepared statements a row, on the one writer thread, flushed once for all shards.</summary>
public sealed class SqliteStockLedger(SqliteDatabase database) : IStockLedger
{
    // Prepared for the writer's own connection and used on its thread alone.
    private SqliteStatements? _statements;

    public async Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        var opening = await ShardOwnership.TakeAsync(database, key, ct);
        if (opening is null) return null;
        await database.ReadAsync(async session =>
        {
            reader.Begin(opening.Counters.Held + opening.Counters.Confirmed);
            await session.Sql("""
                SELECT id, customer_id, key_hash, body_hash, quantity, status, cause, pay_by FROM orders
                WHERE sale_id = @sale AND shard = @shard
                """)
                .With("sale", key.Sale.Value).With("shard", key.Shard)
                .EachAsync(r => reader.Order(new(
                    new(r.Id(0)), new(r.Id(1)), r.Id(2), r.Long(3), r.Int(4), (OrderStatus)r.Int(5), (CloseCause)r.Int(6), r.Time(7))));
            return true;
        }, ct);
        return opening;
    }

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        ShardOwnership.ReadAsync(database, key, epoch, ct);

    public Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct) =>
        batch.Loan is { } loan
            ? database.WriteAsync(session => ShardOwnership.LendAsync(session, batch, loan), ct)
            : database.WriteAsync((connection, transaction) => Commit(connection, transaction, batch));

    private ShardCommit Commit(SqliteConnection connection, SqliteTransaction transaction, ShardBatch batch)
    {
        var sql = _statements ??= new SqliteStatements(connection);
        sql.Enter(transaction);
        if (!sql.Fence(batch.Key, batch.Epoch)) return ShardCommit.WasFenced;
        long held = 0, confirmed = 0;
        HashSet<OrderId> unclaimed = [], unresolved = [];
        foreach (var hold in batch.Holds)
        {
            if (sql.Claim(batch.Key, hold)) held += hold.Quantity;
            else unclaimed.Add(hold.Id);
        }
        foreach (var resolution in batch.Resolutions)
        {
            if (!sql.Resolve(batch.Key, resolution))
            {
                unresolved.Add(resolution.Id);
                continue;
            }
            held -= resolution.Quantity;
            if (resolution.To == OrderStatus.Paid) confirmed += resolution.Quantity;
        }
        return new(false, sql.Move(batch.Key, held, confirmed, batch.NextPayBy), unclaimed, unresolved);
    }
}
