using System.Data;
using System.Data.Common;
using System.Globalization;
using FuelGrains.Load.Product;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Load.Checks;

internal sealed record LedgerOrder(Guid Id, Guid Customer, Guid KeyHash, int Quantity, int Status);

internal sealed record LedgerShard(long Allotted, long Held, long Confirmed);

/// <summary>One sale's rows, all read in one snapshot.</summary>
internal sealed record LedgerSnapshot(IReadOnlyList<LedgerShard> Shards, IReadOnlyList<LedgerOrder> Orders);

/// <summary>Reads the tables themselves, past the product: it could only tell us what it believes.</summary>
internal sealed class Ledger(Store store)
{
    private const string ShardRows = "SELECT allotted, held, confirmed FROM stock_shards WHERE sale_id = @sale";
    private const string OrderRows = "SELECT id, customer_id, key_hash, quantity, status FROM orders WHERE sale_id = @sale";

    public async Task<LedgerSnapshot> ReadAsync(Guid sale, CancellationToken stop)
    {
        await using var connection = store.Connect();
        await connection.OpenAsync(stop);
        await using var snapshot = connection is SqliteConnection sqlite
            // Deferred: a reader's snapshot, without asking for the writer's lock.
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var shards = await ReadAsync(connection, snapshot, ShardRows, sale, row => new LedgerShard(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), stop);
        var orders = await ReadAsync(connection, snapshot, OrderRows, sale, Order, stop);
        return new(shards, orders);
    }

    private async Task<List<T>> ReadAsync<T>(
        DbConnection connection, DbTransaction snapshot, string sql, Guid sale, Func<DbDataReader, T> row, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, snapshot);
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("sale", store.Id(sale));
        command.Parameters.Add(parameter);

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) rows.Add(row(reader));
        return rows;
    }

    private static LedgerOrder Order(DbDataReader row) =>
        new(Id(row, 0), Id(row, 1), Id(row, 2), Convert.ToInt32(row.GetValue(3), CultureInfo.InvariantCulture), Convert.ToInt32(row.GetValue(4), CultureInfo.InvariantCulture));

    /// <summary>SQLite keeps an id as its 16 bytes in big-endian order, PostgreSQL as uuid.</summary>
    private static Guid Id(DbDataReader row, int column) =>
        row.GetValue(column) is byte[] bytes ? new Guid(bytes, bigEndian: true) : row.GetGuid(column);
}
