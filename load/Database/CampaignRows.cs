using Npgsql;

namespace FuelGrains.Load.Database;

/// <summary>Writes and counts rows past the product. A running product does not know of them.</summary>
internal static class CampaignRows
{
    // Ids and times grow as in a sale of ten thousand orders a second; customers and keys come in no order.
    private static readonly string AddHolds = $"""
        INSERT INTO orders
            (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by)
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
                || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid,
            @sale, 0, gen_random_uuid(), gen_random_uuid(), i, 1, 19900, {OrderState.PendingPayment:D}, 0, at, at + @payWithin
        FROM (SELECT i, @now + i / 10 * interval '1 millisecond' AS at FROM generate_series(1, @count) AS i) AS moments
        """;
    private const string CountHeld =
        "UPDATE stock_shards SET held = held + @count, next_pay_by = @now + @payWithin WHERE campaign_id = @sale AND shard = 0";

    /// <summary>Adds open holds of as many customers, and moves the shard's counter by as many in the same transaction.</summary>
    /// <param name="analysed">False: no statistics of the new rows are gathered.</param>
    public static Task AddHoldsAsync(
        PostgresStore store,
        Guid sale,
        long count,
        DateTimeOffset now,
        TimeSpan payWithin,
        bool analysed,
        CancellationToken stop
    )
    {
        (string, object)[] values = [("sale", sale), ("count", count), ("now", now), ("payWithin", payWithin)];
        // Without statistics, autovacuum (where it is on) finds the new rows in the middle of the measurement.
        return RunAsync(store, [AddHolds, CountHeld], analysed ? "VACUUM ANALYZE orders" : null, values, stop);
    }

    /// <summary>Returns the orders of a sale.</summary>
    public static async Task<long> CountAsync(PostgresStore store, Guid sale, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM orders WHERE campaign_id = @sale",
            connection
        );
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("sale", sale);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task RunAsync(
        PostgresStore store,
        string[] inOneTransaction,
        string? afterwards,
        (string Name, object Value)[] values,
        CancellationToken stop
    )
    {
        await using var connection = new NpgsqlConnection(store.Connection);
        await connection.OpenAsync(stop);
        await using (var transaction = await connection.BeginTransactionAsync(stop))
        {
            foreach (var statement in inOneTransaction)
                await OneAsync(statement);
            await transaction.CommitAsync(stop);
        }
        if (afterwards is not null)
            await OneAsync(afterwards);

        async Task OneAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            foreach (var (name, value) in values.Where(v => sql.Contains($"@{v.Name}", StringComparison.Ordinal)))
                command.Parameters.AddWithValue(name, value);
            await command.ExecuteNonQueryAsync(stop);
        }
    }
}
