using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Load.Database;

/// <summary>A snapshot of the product's database, read past the product: the product could only tell what it believes.</summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    private readonly Store _store;
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;

    private DatabaseSnapshot(Store store, DbConnection connection, DbTransaction transaction) =>
        (_store, _connection, _transaction) = (store, connection, transaction);

    public static async Task<DatabaseSnapshot> OpenAsync(Store store, CancellationToken stop)
    {
        var connection = store.Connect();
        await connection.OpenAsync(stop);
        var transaction = connection is SqliteConnection sqlite
            // A deferred transaction has a reader's snapshot, and does not ask for the writer's lock.
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        return new(store, connection, transaction);
    }

    public async Task<List<T>> ListAsync<T>(
        string sql,
        Func<Row, T> read,
        CancellationToken stop,
        (string Name, Guid Value)? parameter = null
    )
    {
        await using var command = _connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, _transaction);
        if (parameter is var (name, value))
        {
            var id = command.CreateParameter();
            (id.ParameterName, id.Value) = (name, _store.Id(value));
            command.Parameters.Add(id);
        }
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows.Add(read(new(reader)));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

/// <summary>Reads the columns of a row by name, alike on both stores.</summary>
internal readonly struct Row(DbDataReader reader)
{
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => IsNull(column) ? null : Text(column);

    /// <summary>Reads a smallint, an integer or a 64-bit integer: the stores differ.</summary>
    public int Int(string column) => (int)Long(column);

    public long Long(string column) =>
        Convert.ToInt64(reader.GetValue(reader.GetOrdinal(column)), System.Globalization.CultureInfo.InvariantCulture);

    public bool Flag(string column) => Long(column) == 1;

    /// <summary>SQLite keeps an id as its 16 bytes in big-endian order, PostgreSQL as uuid.</summary>
    public Guid Id(string column) =>
        reader.GetValue(reader.GetOrdinal(column)) is byte[] bytes
            ? new(bytes, bigEndian: true)
            : reader.GetGuid(reader.GetOrdinal(column));

    public Guid? IdOrNull(string column) => IsNull(column) ? null : Id(column);

    /// <summary>SQLite keeps a time as milliseconds since 1970, PostgreSQL as timestamptz.</summary>
    public DateTimeOffset Time(string column) =>
        reader.GetValue(reader.GetOrdinal(column)) is long ms
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : new(reader.GetDateTime(reader.GetOrdinal(column)), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(string column) => IsNull(column) ? null : Time(column);

    private bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));
}
