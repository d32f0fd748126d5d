using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>The hot path's statements, prepared once on the writer's connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection)
{
    private readonly SqliteCommand _fence = Prepare(
        connection,
        "SELECT 1 FROM stock_shards WHERE campaign_id = @0 AND shard = @1 AND epoch = @2",
        3
    );

    private readonly SqliteCommand _claim = Prepare(
        connection,
        """
        INSERT INTO orders (id, campaign_id, shard, customer_id, key_hash, body_hash, quantity, amount_fen, status, cause, created_at, pay_by)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 0, 0, @8, @9) ON CONFLICT DO NOTHING
        """,
        10
    );

    private readonly SqliteCommand _move = Prepare(
        connection,
        """
        UPDATE orders SET status = @0, cause = @1, prepared = @2, returned = @3,
            paid_at = CASE WHEN @0 = 2 AND status <> 2 THEN @4 ELSE paid_at END,
            fulfilled_at = CASE WHEN @0 = 3 AND status <> 3 THEN @4 ELSE fulfilled_at END,
            closed_at = CASE WHEN @0 IN (4, 6) THEN @4 ELSE closed_at END
        WHERE id = @5 AND campaign_id = @6 AND shard = @7 AND status = @8
        """,
        9
    );

    private readonly SqliteCommand _promise = Prepare(
        connection,
        """
        INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state) VALUES (@0, @1, @2, '', @3, @3, 0, 0)
        """,
        4
    );

    private readonly SqliteCommand _count = Prepare(
        connection,
        """
        UPDATE stock_shards SET revision = revision + 1, held = held + @0, confirmed = confirmed + @1, next_pay_by = @2
        WHERE campaign_id = @3 AND shard = @4 RETURNING revision, allotted, held, confirmed
        """,
        5
    );

    public void Enter(SqliteTransaction transaction)
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_fence, _claim, _move, _promise, _count])
            command.Transaction = transaction;
    }

    public bool Fence(StockShardKey key, long epoch) =>
        Bind(_fence, Bytes(key.Campaign.Value), key.Shard, epoch).ExecuteScalar() is not null;

    public bool Claim(StockShardKey key, in NewOrder order) =>
        Bind(
                _claim,
                Bytes(order.Id.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                Bytes(order.Customer.Value),
                Bytes(order.KeyHash),
                order.BodyHash,
                order.Quantity,
                order.AmountFen,
                Time(order.CreatedAt),
                Time(order.PayBy)
            )
            .ExecuteNonQuery() == 1;

    public bool Move(StockShardKey key, in OrderTransition move) =>
        Bind(
                _move,
                (long)move.To,
                (long)move.Cause,
                move.Next.Prepared ? 1L : 0L,
                (long)move.Next.Returned,
                Time(move.At),
                Bytes(move.Id.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                (long)move.From
            )
            .ExecuteNonQuery() == 1;

    public void Promise(in Effect effect) =>
        Bind(_promise, Bytes(effect.Id), effect.Kind, effect.Subject, Time(effect.At)).ExecuteNonQuery();

    public ShardCounters Count(StockShardKey key, long held, long confirmed, DateTimeOffset? nextPayBy)
    {
        using var reader = Bind(
                _count,
                held,
                confirmed,
                nextPayBy is { } at ? Time(at) : DBNull.Value,
                Bytes(key.Campaign.Value),
                key.Shard
            )
            .ExecuteReader();
        reader.Read();
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    internal static SqliteCommand Prepare(SqliteConnection connection, string text, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        return command;
    }

    internal static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command;
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static long Time(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
