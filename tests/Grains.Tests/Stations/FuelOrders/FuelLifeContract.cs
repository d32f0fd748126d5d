using System.Data.Common;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// Whole lives of fuel orders, with the real grains, rules and SQL, under a seeded scheduler. FUELGRAINS_SEEDS sets how many seeds are
/// tried. Two planted bugs show that the judge sees.
/// </summary>
public abstract class FuelLifeContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("FUELGRAINS_SEEDS") ?? "200",
        System.Globalization.CultureInfo.InvariantCulture
    );

    protected abstract LedgerDialect Dialect { get; }

    protected abstract Task<DbConnection> ConnectToDatabaseAsync();

    /// <summary>A trigger that undoes each rise of a row's version.</summary>
    protected abstract string WithoutVersions(string table);

    [Fact]
    public async Task No_order_of_events_and_no_fault_gives_fuel_away()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await ConnectToDatabaseAsync();
        for (var seed = 1; seed <= Seeds; seed++)
            Live(connection, seed);
    }

    [Fact]
    public async Task An_answer_before_its_commit_is_found()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await ConnectToDatabaseAsync();
        Found(seed => Live(connection, seed, answersBeforeCommit: true)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_fence_that_is_ignored_is_found()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await ConnectToDatabaseAsync();
        foreach (var table in new[] { "fuel_orders", "authorisations" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = WithoutVersions(table);
            await command.ExecuteNonQueryAsync(Ct);
        }
        Found(seed => Live(connection, seed)).ShouldBeTrue();
    }

    private void Live(DbConnection connection, int seed, bool answersBeforeCommit = false)
    {
        var scheduler = new SeededScheduler(seed);
        new FuelLife(
            scheduler,
            new(connection, Dialect, scheduler) { AnswersBeforeCommit = answersBeforeCommit },
            new(Station, seed)
        ).Live();
    }

    private static bool Found(Action<int> live)
    {
        for (var seed = 1; seed <= 200; seed++)
            try
            {
                live(seed);
            }
            catch (FuelGivenAwayException)
            {
                return true;
            }
        return false;
    }
}

public sealed class PostgresFuelLifeTests() : FuelLifeContract(() => LedgerFixture.PostgresAsync())
{
    protected override LedgerDialect Dialect => LedgerDialect.Postgres;

    protected override async Task<DbConnection> ConnectToDatabaseAsync()
    {
        var connection = new NpgsqlConnection(Fixture.ConnectionString);
        await connection.OpenAsync(Ct);
        return connection;
    }

    protected override string WithoutVersions(string table) =>
        $"""
            CREATE OR REPLACE FUNCTION forget_version() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN NEW.version := OLD.version; RETURN NEW; END';
            CREATE TRIGGER forget_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION forget_version();
            """;
}

public sealed class SqliteFuelLifeTests() : FuelLifeContract(LedgerFixture.SqliteAsync)
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

    protected override string WithoutVersions(string table) =>
        $"""
            CREATE TRIGGER forget_version_{table} AFTER UPDATE OF version ON {table}
            BEGIN UPDATE {table} SET version = OLD.version WHERE id = NEW.id; END;
            """;
}
