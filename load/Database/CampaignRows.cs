using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Load.Database;

/// <summary>Writes and removes rows past the product. A running product does not know of them.</summary>
internal static class CampaignRows
{
    private const string CopyOrders = """
        COPY orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by)
        FROM STDIN (FORMAT BINARY)
        """;
    private const string CountHeld =
        "UPDATE stock_shards SET held = held + @count, next_pay_by = @payby WHERE campaign_id = @sale AND shard = 0";
    private static readonly string[] Forget =
    [
        "DELETE FROM orders WHERE campaign_id = ANY(@sales)",
        "DELETE FROM teams WHERE campaign_id = ANY(@sales)",
        "DELETE FROM team_claims WHERE campaign_id = ANY(@sales)",
        "UPDATE stock_shards SET held = 0, confirmed = 0, next_pay_by = NULL WHERE campaign_id = ANY(@sales)",
    ];

    /// <summary>Adds open holds of as many customers, and moves the shard's counter by as many in the same transaction.</summary>
    public static async Task AddHoldsAsync(
        PostgresStore store,
        Guid sale,
        int count,
        DateTimeOffset now,
        DateTimeOffset payBy,
        CancellationToken stop
    )
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using (var transaction = await connection.BeginTransactionAsync(stop))
        {
            await CopyAsync(connection, sale, count, now, payBy, stop);
            await RunAsync(connection, CountHeld, stop, ("count", (long)count), ("payby", payBy), ("sale", sale));
            await transaction.CommitAsync(stop);
        }
        // Otherwise autovacuum finds the new rows in the middle of the measurement.
        await RunAsync(connection, "VACUUM ANALYZE orders", stop);
    }

    /// <summary>
    /// Removes the rows and resets the counters of campaigns. Millions of holds would expire in the middle of a later run otherwise.
    /// </summary>
    public static async Task ForgetAsync(PostgresStore store, Guid[] sales, CancellationToken stop)
    {
        Console.WriteLine("Removing the rows of this run");
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using (var transaction = await connection.BeginTransactionAsync(stop))
        {
            foreach (var statement in Forget)
                await RunAsync(connection, statement, stop, ("sales", sales));
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
        await using var copy = await connection.BeginBinaryImportAsync(CopyOrders, stop);
        for (var i = 0; i < orders; i++)
        {
            await copy.StartRowAsync(stop);
            // Ids and times grow as in a sale of ten thousand orders a second; customers and keys come in no order.
            var later = TimeSpan.FromMilliseconds(i / 10);
            (object Value, NpgsqlDbType Type)[] columns =
            [
                (Guid.CreateVersion7(now + later), NpgsqlDbType.Uuid),
                (sale, NpgsqlDbType.Uuid),
                (0, NpgsqlDbType.Integer),
                (Guid.NewGuid(), NpgsqlDbType.Uuid),
                (Guid.NewGuid(), NpgsqlDbType.Uuid),
                ((long)i, NpgsqlDbType.Bigint),
                (1, NpgsqlDbType.Integer),
                (19_900L, NpgsqlDbType.Bigint),
                ((short)0, NpgsqlDbType.Smallint),
                ((short)0, NpgsqlDbType.Smallint),
                (now + later, NpgsqlDbType.TimestampTz),
                (payBy + later, NpgsqlDbType.TimestampTz),
            ];
            foreach (var (value, type) in columns)
                await copy.WriteAsync(value, type, stop);
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
