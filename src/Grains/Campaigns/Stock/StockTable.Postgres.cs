using FuelGrains.Grains.Campaigns.Stock.Batches;
using FuelGrains.Grains.Campaigns.Stock.Opening;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

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
            // On a pool thread: nothing awaits in between.
            await Task.Run(() => ReadOrders(key, reader, timeout.Token), timeout.Token);
        else
            await database.ReadShardAsync(session => TeamTable.ReadShardAsync(session, key, reader), timeout.Token);
        return opening;
    }

    public Task<OrderState?> FindAsync(StockShardKey key, OrderId order, CustomerId customer) =>
        StockTable.FindAsync(database, key, order, customer);

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
            SELECT {PostgresOrderRows.Columns}
            FROM orders WHERE campaign_id = '{key.Campaign.Value:D}' AND shard = {key.Shard}
            """;

    private void ReadOrders(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        using var connection = database.OpenReader();
        using var copy = connection.BeginRawBinaryCopy($"COPY ({SelectOrders(key)}) TO STDOUT (FORMAT BINARY)");
        try
        {
            new PostgresOrderRows(copy).ReadAll(reader, ct);
        }
        catch
        {
            // Otherwise the rest of the rows is read before the connection is free.
            copy.Cancel();
            throw;
        }
    }
}
