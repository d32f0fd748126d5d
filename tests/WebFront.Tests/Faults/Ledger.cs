using System.Data.Common;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The product's database, read past the product: what is on disk, not what anybody says.</summary>
internal sealed class Ledger(TestDatabase database)
{
    /// <summary>Nothing of the API makes products yet: one is put there by hand. Answers its id.</summary>
    public async Task<Guid> AddProductAsync(CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await OpenAsync(writable: true, cancel);
        await using var command = Command(
            connection,
            "INSERT INTO products (id, name, description) VALUES (@id, '95#', 'For tests')",
            id
        );
        await command.ExecuteNonQueryAsync(cancel);
        return id;
    }

    public Task<List<OrderRow>> OrdersAsync(Sale sale, CancellationToken cancel) =>
        ReadAsync(
            "SELECT id, customer_id, amount_fen, quantity, status FROM orders WHERE campaign_id = @id",
            sale.Id,
            r => new OrderRow(Id(r, 0), Id(r, 1), r.GetInt64(2), r.GetInt32(3), r.GetInt16(4)),
            cancel
        );

    public Task<List<ShardRow>> ShardsAsync(Sale sale, CancellationToken cancel) =>
        ReadAsync(
            "SELECT shard, epoch, allotted, held, confirmed FROM stock_shards WHERE campaign_id = @id",
            sale.Id,
            r => new ShardRow(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)),
            cancel
        );

    /// <summary>The numbers of the seats of a team, negative for those that were given up.</summary>
    public Task<List<int>> SeatsAsync(Guid team, CancellationToken cancel) =>
        ReadAsync("SELECT seat FROM orders WHERE team_id = @id", team, r => r.GetInt32(0), cancel);

    public async Task<TeamStatus> TeamStatusAsync(Guid team, CancellationToken cancel) =>
        (TeamStatus)
            (await ReadAsync("SELECT status FROM teams WHERE id = @id", team, r => r.GetInt32(0), cancel)).Single();

    /// <summary>The payments for a team's seats.</summary>
    public Task<long> PaymentsAsync(Guid team, CancellationToken cancel) => OfTeamAsync("payments", team, cancel);

    /// <summary>The vouchers that a team's seats became.</summary>
    public Task<long> VouchersAsync(Guid team, CancellationToken cancel) => OfTeamAsync("vouchers", team, cancel);

    /// <summary>The shipping reports that wait for WeChat.</summary>
    public async Task<long> UnreportedAsync(CancellationToken cancel) =>
        (
            await ReadAsync(
                $"SELECT count(*) FROM shipping_reports WHERE state = {ShippingState.Waiting:D}",
                Guid.Empty,
                r => r.GetInt64(0),
                cancel
            )
        ).Single();

    /// <summary>How many rows one of the product's tables has.</summary>
    public async Task<long> CountAsync(string table, CancellationToken cancel) =>
        (await ReadAsync($"SELECT count(*) FROM {table}", Guid.Empty, r => r.GetInt64(0), cancel)).Single();

    public async Task<long> EpochAsync(Sale sale, CancellationToken cancel) =>
        (await ShardsAsync(sale, cancel)).Single().Epoch;

    /// <summary>SQLite's check of its own file; PostgreSQL has no such question.</summary>
    public async Task<string> IntegrityAsync(CancellationToken cancel) =>
        database.Directory is null
            ? "ok"
            : (await ReadAsync("PRAGMA integrity_check", Guid.Empty, r => r.GetString(0), cancel)).First();

    /// <summary>The number that Orleans gives the silo's latest life on that port: 3 Active, 6 Dead.</summary>
    public async Task<int> SiloStatusAsync(int port, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(writable: false, cancel);
        await using var command = Command(
            connection,
            "SELECT Status FROM OrleansMembershipTable WHERE Port = @port ORDER BY Generation DESC LIMIT 1",
            Guid.Empty
        );
        command.Parameters.Add(new NpgsqlParameter("port", port));
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<long> OfTeamAsync(string table, Guid team, CancellationToken cancel) =>
        (
            await ReadAsync(
                $"SELECT count(*) FROM {table} t JOIN orders o ON o.id = t.order_id WHERE o.team_id = @id",
                team,
                r => r.GetInt64(0),
                cancel
            )
        ).Single();

    private async Task<List<T>> ReadAsync<T>(string sql, Guid id, Func<DbDataReader, T> row, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(writable: false, cancel);
        await using var command = Command(connection, sql, id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
            rows.Add(row(reader));
        return rows;
    }

    private async Task<DbConnection> OpenAsync(bool writable, CancellationToken cancel)
    {
        DbConnection connection = database.Directory is null
            ? new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString
            )
            : new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = Path.Combine(database.Directory, "ledger.db"),
                    Mode = writable ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static DbCommand Command(DbConnection connection, string sql, Guid id)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (
            "id",
            connection is SqliteConnection ? id.ToByteArray(bigEndian: true) : id
        );
        command.Parameters.Add(parameter);
        return command;
    }

    private static Guid Id(DbDataReader row, int column) =>
        row.GetValue(column) is byte[] bytes ? new Guid(bytes, bigEndian: true) : row.GetGuid(column);
}

internal sealed record OrderRow(Guid Id, Guid Customer, long AmountFen, int Quantity, int Status);

internal sealed record ShardRow(int Shard, long Epoch, long Allotted, long Held, long Confirmed);
