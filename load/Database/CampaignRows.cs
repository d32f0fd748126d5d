using Npgsql;
using NpgsqlTypes;

namespace FuelGrains.Load.Database;

/// <summary>Writes and removes rows past the product. A running product does not know of them, but for a new product to sell.</summary>
internal static class CampaignRows
{
    // Products are made by staff with vouchers; runs need any. The id is fixed, so that many runs in one database leave one row.
    private const string Product = """
        INSERT INTO products (id, name, description) VALUES (@id, 'Load', 'Sold by the load program')
        ON CONFLICT (id) DO NOTHING
        """;
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

    public static async Task AddProductAsync(Store store, CancellationToken stop)
    {
        await using var connection = store.Connect();
        await connection.OpenAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText = Product;
        var id = command.CreateParameter();
        (id.ParameterName, id.Value) = ("id", store.Id(new("0198c0de-0000-7000-8000-00000000f00d")));
        command.Parameters.Add(id);
        await command.ExecuteNonQueryAsync(stop);
    }

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
