using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>The same contract on SQLite: prepared statements a row, on the one writer thread, flushed once for all shards.</summary>
public sealed class SqliteStockLedger(SqliteDatabase database) : IStockLedger
{
    // Prepared for the writer's own connection and used on its thread alone.
    private SqliteStatements? _statements;
    private SqliteTeamStatements? _teamStatements;

    public async Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        var opening = await ShardOwnership.TakeAsync(database, key, ct);
        if (opening is null)
            return null;
        await database.ReadAsync(
            async session =>
            {
                reader.Begin(opening.Counters.Held + opening.Counters.Confirmed);
                if (opening.Terms.Group is not null)
                    return await TeamShardRows.ReadAsync(session, key, reader);
                await session
                    .Sql(
                        """
                        SELECT id, customer_id, key_hash, body_hash, quantity, status, cause, prepared, returned, pay_by FROM orders
                        WHERE campaign_id = @campaign AND shard = @shard
                        """
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .EachAsync(r =>
                        reader.Order(
                            new(
                                new(r.Id(0)),
                                new(r.Id(1)),
                                r.Id(2),
                                r.Long(3),
                                r.Int(4),
                                new((OrderStatus)r.Int(5), (CloseCause)r.Int(6), r.Int(7) == 1, r.Int(4), r.Int(8)),
                                r.Time(9)
                            )
                        )
                    );
                return true;
            },
            ct
        );
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
        if (!sql.Fence(batch.Key, batch.Epoch))
            return ShardCommit.WasFenced;
        if (batch.Teams is { } work)
        {
            var teams = _teamStatements ??= new SqliteTeamStatements(connection);
            teams.Enter(transaction);
            return SqliteTeamCommit.Run(
                sql,
                teams,
                new(connection, transaction, LedgerDialect.Sqlite, CancellationToken.None),
                batch,
                work
            );
        }
        long held = 0,
            confirmed = 0;
        HashSet<OrderId> unclaimed = [],
            unmoved = [];
        foreach (var hold in batch.Holds)
        {
            if (sql.Claim(batch.Key, hold))
                held += hold.Quantity;
            else
                unclaimed.Add(hold.Id);
        }
        foreach (var move in batch.Moves)
        {
            if (sql.Move(batch.Key, move))
                (held, confirmed) = (held + move.HeldDelta, confirmed + move.ConfirmedDelta);
            else
                unmoved.Add(move.Id);
        }
        foreach (var effect in batch.Effects)
            if (!unmoved.Contains(effect.Order))
                sql.Promise(effect);
        return new(false, sql.Count(batch.Key, held, confirmed, batch.NextPayBy), unclaimed, unmoved);
    }
}
