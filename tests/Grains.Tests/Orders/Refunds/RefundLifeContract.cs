using System.Data.Common;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>
/// Whole lives of refunds against the issue of vouchers, with the real services, rules and SQL, under a seeded scheduler.
/// FUELGRAINS_SEEDS sets how many seeds are tried. Two planted bugs show that the judge sees.
/// </summary>
public abstract class RefundLifeContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("FUELGRAINS_SEEDS") ?? "200",
        System.Globalization.CultureInfo.InvariantCulture
    );

    protected abstract LedgerDialect Dialect { get; }

    protected abstract Task<DbConnection> ConnectToDatabaseAsync();

    [Fact]
    public async Task No_order_of_events_and_no_fault_strands_a_refund()
    {
        var (connection, campaign) = await PrepareAsync();
        await using var owned = connection;
        for (var seed = 1; seed <= Seeds; seed++)
            Live(connection, campaign, seed, RefundBug.None);
    }

    [Theory]
    [InlineData((int)RefundBug.TellsTheOwnerFirst)]
    [InlineData((int)RefundBug.StopsFulfilled)]
    public async Task A_planted_bug_is_found(int bug)
    {
        var (connection, campaign) = await PrepareAsync();
        await using var owned = connection;
        Should.Throw<StrandedException>(() =>
        {
            for (var seed = 1; seed <= 200; seed++)
                Live(connection, campaign, seed, (RefundBug)bug);
        });
    }

    private async Task<(DbConnection Connection, CampaignId Campaign)> PrepareAsync()
    {
        var campaign = (await Fixture.PublishAsync(stock: 10)).View.Id;
        await Fixture.Database.WriteAsync(
            s =>
                s.Sql("UPDATE products SET kind = 0, grade = '95#', volume_ml = 30000, valid_days = 30").ExecuteAsync(),
            Ct
        );
        return (await ConnectToDatabaseAsync(), campaign);
    }

    private void Live(DbConnection connection, CampaignId campaign, int seed, RefundBug bug)
    {
        var scheduler = new SeededScheduler(seed);
        var database = new SimulatedDatabase(connection, Dialect, scheduler);
        new RefundLife(scheduler, database, campaign, bug).Live();
    }
}

public sealed class PostgresRefundLifeTests() : RefundLifeContract(() => LedgerFixture.PostgresAsync())
{
    protected override LedgerDialect Dialect => LedgerDialect.Postgres;

    protected override async Task<DbConnection> ConnectToDatabaseAsync()
    {
        var connection = new NpgsqlConnection(Fixture.ConnectionString);
        await connection.OpenAsync(Ct);
        return connection;
    }
}

public sealed class SqliteRefundLifeTests() : RefundLifeContract(LedgerFixture.SqliteAsync)
{
    protected override LedgerDialect Dialect => LedgerDialect.Sqlite;

    protected override Task<DbConnection> ConnectToDatabaseAsync()
    {
        var connection = SqliteDatabase.Open(Fixture.ConnectionString);
        // No crash of the machine is simulated, so nothing waits for the disk.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF";
        command.ExecuteNonQuery();
        return Task.FromResult<DbConnection>(connection);
    }
}
