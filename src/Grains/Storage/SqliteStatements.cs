using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>The hot path's statements, prepared once on the writer's connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection)
{
    private readonly SqliteCommand _fence = Prepare(connection,
        "SELECT 1 FROM stock_shards WHERE sale_id = @0 AND shard = @1 AND epoch = @2", 3);

    private readonly SqliteCommand _claim = Prepare(connection, """
        INSERT INTO orders (id, sale_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 0, 0, @8, @9) ON CONFLICT DO NOTHING
        """, 10);

    private readonly SqliteCommand _resolve = Prepare(connection, """
        UPDATE orders SET status = @0, cause = @1, closed_at = CASE WHEN @0 = 4 THEN @2 END
        WHERE id = @3 AND sale_id = @4 AND shard = @5 AND status = 0
        """, 6);

    private readonly SqliteCommand _move = Prepare(connection, """
        UPDATE stock_shards SET revision = revision + 1, held = held + @0, confirmed = confirmed + @1, next_pay_by = @2
        WHERE sale_id = @3 AND shard = @4 RETURNING revision, allotted, held, confirmed
        """, 5);

    public void Enter(SqliteTransaction transaction)
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_fence, _claim, _resolve, _move]) command.Transaction = transaction;
    }

    public bool Fence(StockShardKey key, long epoch) => Bind(_fence, Bytes(key.Sale.Value), key.Shard, epoch).ExecuteScalar() is not null;

    public bool Claim(StockShardKey key, in NewOrder order) =>
        Bind(_claim, Bytes(order.Id.Value), Bytes(key.Sale.Value), key.Shard, Bytes(order.Customer.Value), Bytes(order.KeyHash),
            order.BodyHash, order.Quantity, order.AmountFen, Time(order.CreatedAt), Time(order.PayBy)).ExecuteNonQuery() == 1;

    public bool Resolve(StockShardKey key, in Resolution resolution) =>
        Bind(_resolve, (long)resolution.To, (long)resolution.Cause, Time(resolution.At), Bytes(resolution.Id.Value),
            Bytes(key.Sale.Value), key.Shard).ExecuteNonQuery() == 1;

    public ShardCounters Move(StockShardKey key, long held, long confirmed, DateTimeOffset? nextPayBy)
    {
        using var reader = Bind(_move, held, confirmed, nextPayBy is { } at ? Time(at) : DBNull.Value, Bytes(key.Sale.Value), key.Shard)
            .ExecuteReader();
        reader.Read();
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string text, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static long Time(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
