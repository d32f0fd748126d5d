using FuelGrains.Load.Product;
using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Load.Figures;

/// <summary>Writes and removes a sale's rows past the product, which must not be running: it would not know.</summary>
internal sealed class SaleRows(PostgresStore store)
{
    private const string Columns =
        "COPY orders (id, sale_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by) FROM STDIN (FORMAT BINARY)";

    /// <summary>Open holds of as many customers, with the shard's counter moved by as many in the same transaction.</summary>
    public async Task FillAsync(Guid sale, int orders, DateTimeOffset now, DateTimeOffset payBy, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using (var transaction = await connection.BeginTransactionAsync(stop))
        {
            await CopyAsync(connection, sale, orders, now, payBy, stop);
            await RunAsync(
                connection,
                "UPDATE stock_shards SET held = held + @count, next_pay_by = @payby WHERE sale_id = @sale AND shard = 0",
                stop,
                ("count", (long)orders),
                ("payby", payBy),
                ("sale", sale)
            );
            await transaction.CommitAsync(stop);
        }
        // Else autovacuum finds the new rows in the middle of the measurement.
        await RunAsync(connection, "VACUUM ANALYZE orders", stop);
    }

    /// <summary>Millions of holds would run out in the middle of a later run and be swept there. Takes counters and rows away together.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<Guid> sales, CancellationToken stop)
    {
        Console.WriteLine("Removing the rows of this run");
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using (var transaction = await connection.BeginTransactionAsync(stop))
        {
            await RunAsync(
                connection,
                "DELETE FROM orders WHERE sale_id = ANY(@sales)",
                stop,
                ("sales", sales.ToArray())
            );
            await RunAsync(
                connection,
                "DELETE FROM teams WHERE sale_id = ANY(@sales)",
                stop,
                ("sales", sales.ToArray())
            );
            await RunAsync(
                connection,
                "DELETE FROM team_claims WHERE sale_id = ANY(@sales)",
                stop,
                ("sales", sales.ToArray())
            );
            await RunAsync(
                connection,
                "UPDATE stock_shards SET held = 0, confirmed = 0, next_pay_by = NULL WHERE sale_id = ANY(@sales)",
                stop,
                ("sales", sales.ToArray())
            );
            await transaction.CommitAsync(stop);
        }
        await RunAsync(connection, "VACUUM orders, teams, team_claims", stop);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        Guid sale,
        int orders,
        DateTimeOffset now,
        DateTimeOffset payBy,
        CancellationToken stop
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(Columns, stop);
        for (var i = 0; i < orders; i++)
        {
            await copy.StartRowAsync(stop);
            // As a burst of ten thousand a second would have left them: ids and times grow, customers and keys come in no order.
            var later = TimeSpan.FromMilliseconds(i / 10);
            await copy.WriteAsync(Guid.CreateVersion7(now + later), NpgsqlDbType.Uuid, stop);
            await copy.WriteAsync(sale, NpgsqlDbType.Uuid, stop);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, stop);
            await copy.WriteAsync(Guid.NewGuid(), NpgsqlDbType.Uuid, stop);
            await copy.WriteAsync(Guid.NewGuid(), NpgsqlDbType.Uuid, stop);
            await copy.WriteAsync((long)i, NpgsqlDbType.Bigint, stop);
            await copy.WriteAsync(1, NpgsqlDbType.Integer, stop);
            await copy.WriteAsync(19_900L, NpgsqlDbType.Bigint, stop);
            await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, stop);
            await copy.WriteAsync((short)0, NpgsqlDbType.Smallint, stop);
            await copy.WriteAsync(now + later, NpgsqlDbType.TimestampTz, stop);
            await copy.WriteAsync(payBy + later, NpgsqlDbType.TimestampTz, stop);
        }
        await copy.CompleteAsync(stop);
    }

    private static async Task RunAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken stop,
        params (string Name, object Value)[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync(stop);
    }
}
