using System.Data;
using System.Data.Common;
using FuelGrains.Load.Product;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Load.Checks;

/// <summary>One snapshot of the product's database, read past the product: it could only tell us what it believes.</summary>
internal sealed class LedgerRead : IAsyncDisposable
{
    private readonly Store store;
    private readonly DbConnection connection;
    private readonly DbTransaction snapshot;

    private LedgerRead(Store store, DbConnection connection, DbTransaction snapshot)
    {
        (this.store, this.connection, this.snapshot) = (store, connection, snapshot);
    }

    public static async Task<LedgerRead> OpenAsync(Store store, CancellationToken stop)
    {
        var connection = store.Connect();
        await connection.OpenAsync(stop);
        var snapshot = connection is SqliteConnection sqlite
            // Deferred: a reader's snapshot, without asking for the writer's lock.
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        return new(store, connection, snapshot);
    }

    public async Task<List<T>> ListAsync<T>(
        string sql,
        Func<DbDataReader, T> row,
        CancellationToken stop,
        Guid? sale = null
    )
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, snapshot);
        if (sale is { } id)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("sale", store.Id(id));
            command.Parameters.Add(parameter);
        }
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>SQLite keeps an id as its 16 bytes in big-endian order, PostgreSQL as uuid.</summary>
    public static Guid Id(DbDataReader row, int column) =>
        row.GetValue(column) is byte[] bytes ? new Guid(bytes, bigEndian: true) : row.GetGuid(column);

    public static Guid? IdOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Id(row, column);

    public static string? TextOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>smallint and integer on one store, a 64-bit integer on the other.</summary>
    public static int Number(DbDataReader row, int column) =>
        Convert.ToInt32(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>SQLite keeps a time as milliseconds since 1970, PostgreSQL as timestamptz.</summary>
    public static DateTimeOffset Time(DbDataReader row, int column) =>
        row.GetValue(column) is long ms
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : new(row.GetDateTime(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Time(row, column);

    public async ValueTask DisposeAsync()
    {
        await snapshot.DisposeAsync();
        await connection.DisposeAsync();
    }
}
