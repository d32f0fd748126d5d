using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Load.Database;

/// <summary>A snapshot of the product's database, read past the product: the product could only tell what it believes.</summary>
internal sealed class DatabaseSnapshot(Store store, DbConnection connection, DbTransaction transaction)
    : IAsyncDisposable
{
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

    /// <summary>
    /// Reads rows into records. Each parameter of the record's constructor takes the column of its name: <c>AmountFen</c> takes
    /// <c>amount_fen</c>. Where there is no such column, <c>Customer</c> takes <c>customer_id</c>, and <c>State</c> takes <c>status</c>.
    /// </summary>
    public async Task<List<T>> ListAsync<T>(string sql, CancellationToken stop, (string Name, Guid Value)? by = null)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        if (by is (var name, var value))
        {
            var id = command.CreateParameter();
            (id.ParameterName, id.Value) = (name, store.Id(value));
            command.Parameters.Add(id);
        }
        var constructor = typeof(T).GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        var columns = Enumerable
            .Range(0, reader.FieldCount)
            .ToLookup(
                i => reader.GetName(i).Replace("_", "", StringComparison.Ordinal),
                StringComparer.OrdinalIgnoreCase
            );
        var parameters = constructor.GetParameters().Select(p => (Column: Column(p.Name!), p.ParameterType)).ToArray();
        while (await reader.ReadAsync(stop))
            rows.Add(
                (T)constructor.Invoke([.. parameters.Select(p => Value(reader.GetValue(p.Column), p.ParameterType))])
            );
        return rows;

        int Column(string of) =>
            new[] { of, $"{of}Id", of == "State" ? "Status" : of }.SelectMany(n => columns[n]).First();
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>
    /// Converts a value as either store keeps it. SQLite keeps ids as 16 bytes in big-endian order, times as milliseconds since 1970, and
    /// every number as a 64-bit integer; PostgreSQL has uuid, timestamptz, smallint and integer.
    /// </summary>
    private static object? Value(object value, Type type)
    {
        if (value is DBNull)
            return null;
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            byte[] id => new Guid(id, bigEndian: true),
            DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
            long ms when wanted == typeof(DateTimeOffset) => DateTimeOffset.FromUnixTimeMilliseconds(ms),
            _ when wanted.IsEnum => Enum.ToObject(wanted, Convert.ToInt32(value, CultureInfo.InvariantCulture)),
            IConvertible => Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture),
            _ => value,
        };
    }
}
