using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Data.Sqlite;
using static FuelGrains.Grains.Storage.SqliteStatement;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The stock table on SQLite: prepared statements a row, on the one writer thread, flushed once for all shards.</summary>
public sealed class SqliteStockTable(SqliteDatabase database) : IStockTable
{
    // Prepared for the writer's own connection and used on its thread alone.
    private SqliteStockStatements? _stock;
    private SqliteTeamStatements? _teams;

    public async Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        var opening = await StockTable.TakeAsync(database, key, ct);
        if (opening is null)
            return null;
        await database.ReadAsync(
            async session =>
            {
                reader.Begin(opening.Counters.Held + opening.Counters.Confirmed);
                if (opening.Terms.Group is not null)
                    return await TeamTable.ReadShardAsync(session, key, reader);
                await session
                    .Sql(
                        $"SELECT {StockTable.OrderColumns} FROM orders WHERE campaign_id = @campaign AND shard = @shard"
                    )
                    .With("campaign", key.Campaign.Value)
                    .With("shard", key.Shard)
                    .EachAsync(r => reader.Order(StockTable.Order(r)));
                return true;
            },
            ct
        );
        return opening;
    }

    public Task<OrderState?> FindAsync(StockShardKey key, OrderId order, CustomerId customer) =>
        StockTable.FindAsync(database, key, order, customer);

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        StockTable.ReadCountersAsync(database, key, epoch, ct);

    public Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct) =>
        batch.Loan is { } loan
            ? database.WriteAsync(session => StockTable.LendAsync(session, batch, loan), ct)
            : database.WriteAsync((connection, transaction) => Commit(connection, transaction, batch));

    private ShardCommit Commit(SqliteConnection connection, SqliteTransaction transaction, ShardBatch batch)
    {
        var stock = _stock ??= new SqliteStockStatements(connection);
        stock.Enter(transaction);
        if (!stock.Owns(batch.Key, batch.Epoch))
            return ShardCommit.Stale;
        if (batch.Teams is { } work)
        {
            var teams = _teams ??= new SqliteTeamStatements(connection);
            teams.Enter(transaction);
            return SqliteTeamCommit.Run(
                stock,
                teams,
                new(connection, transaction, LedgerDialect.Sqlite, CancellationToken.None),
                new(batch, work)
            );
        }
        long held = 0,
            confirmed = 0;
        HashSet<OrderId> duplicates = [],
            conflicts = [];
        foreach (var hold in batch.Holds)
        {
            if (stock.Claim(batch.Key, hold))
                held += hold.Quantity;
            else
                duplicates.Add(hold.Id);
        }
        foreach (var move in batch.Moves)
        {
            if (stock.Move(batch.Key, move))
                (held, confirmed) = (held + move.HeldDelta, confirmed + move.ConfirmedDelta);
            else
                conflicts.Add(move.Id);
        }
        foreach (var message in batch.OutboxMessages)
            if (!conflicts.Contains(message.Order))
                stock.AddMessage(message);
        return new(false, stock.Count(batch.Key, held, confirmed, batch.NextPayBy), duplicates, conflicts);
    }
}

/// <summary>An order about to be inserted, with its seat in a group-buy campaign.</summary>
internal readonly record struct SqliteOrderRow(StockShardKey Key, NewOrder Order, NewSeat Seat = default)
{
    public static SqliteColumns<SqliteOrderRow> Columns() =>
        new SqliteColumns<SqliteOrderRow>()
            .Column("id", r => Bytes(r.Order.Id.Value))
            .Column("campaign_id", r => Bytes(r.Key.Campaign.Value))
            .Column("shard", r => r.Key.Shard)
            .Column("customer_id", r => Bytes(r.Order.Customer.Value))
            .Column("key_hash", r => Bytes(r.Order.KeyHash))
            .Column("body_hash", r => r.Order.BodyHash)
            .Column("quantity", r => r.Order.Quantity)
            .Column("amount_fen", r => r.Order.AmountFen)
            .Always("status", $"{OrderStatus.PendingPayment:D}")
            .Always("cause", $"{CloseCause.None:D}")
            .Column("created_at", r => Time(r.Order.CreatedAt))
            .Column("pay_by", r => Time(r.Order.PayBy));
}

/// <summary>The hot path's statements, prepared once on the writer's connection.</summary>
internal sealed class SqliteStockStatements(SqliteConnection connection)
{
    private static readonly SqliteColumns<SqliteOrderRow> OrderColumns = SqliteOrderRow.Columns();

    private readonly SqliteStatement _owns = new(
        connection,
        3,
        "SELECT 1 FROM stock_shards WHERE campaign_id = @0 AND shard = @1 AND epoch = @2"
    );

    private readonly SqliteStatement _claim = Insert(connection, "orders", OrderColumns, "ON CONFLICT DO NOTHING");

    private readonly SqliteStatement _move = new(
        connection,
        10,
        $"""
        UPDATE orders SET status = @0, cause = @1, prepared = @2, returned = @3, excused = @4,
            {StockTable.Stamps("@0", "status", "@5")}
        WHERE id = @6 AND campaign_id = @7 AND shard = @8 AND status = @9
        """
    );

    private readonly SqliteStatement _message = new(
        connection,
        5,
        $"""
        INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
        VALUES (@0, @1, @2, @3, @4, @4, 0, {OutboxState.Waiting:D})
        """
    );

    private readonly SqliteStatement _count = new(
        connection,
        5,
        $"""
        UPDATE stock_shards SET revision = revision + 1, held = held + @0, confirmed = confirmed + @1, next_pay_by = @2
        WHERE campaign_id = @3 AND shard = @4 RETURNING {StockTable.CounterColumns}
        """
    );

    public void Enter(SqliteTransaction transaction)
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_owns, _claim, _move, _message, _count])
            statement.Enter(transaction);
    }

    /// <summary>True when the fencing epoch is the shard's.</summary>
    public bool Owns(StockShardKey key, long epoch) =>
        _owns.Bind(Bytes(key.Campaign.Value), key.Shard, epoch).ExecuteScalar() is not null;

    public bool Claim(StockShardKey key, in NewOrder order) =>
        _claim.Bind(OrderColumns, new(key, order)).ExecuteNonQuery() == 1;

    public bool Move(StockShardKey key, in OrderTransition move) =>
        _move
            .Bind(
                (long)move.To,
                (long)move.Cause,
                move.Next.Prepared ? 1L : 0L,
                (long)move.Next.Returned,
                move.Next.Excused ? 1L : 0L,
                Time(move.At),
                Bytes(move.Id.Value),
                Bytes(key.Campaign.Value),
                key.Shard,
                (long)move.From
            )
            .ExecuteNonQuery() == 1;

    public void AddMessage(in NewOutboxMessage message) =>
        _message
            .Bind(Bytes(message.Id), message.Kind, message.Subject, message.Body, Time(message.At))
            .ExecuteNonQuery();

    public ShardCounters Count(StockShardKey key, long held, long confirmed, DateTimeOffset? nextPayBy)
    {
        using var reader = _count
            .Bind(held, confirmed, OrNull(nextPayBy), Bytes(key.Campaign.Value), key.Shard)
            .ExecuteReader();
        reader.Read();
        return StockTable.Counters(new(reader, LedgerDialect.Sqlite));
    }
}
