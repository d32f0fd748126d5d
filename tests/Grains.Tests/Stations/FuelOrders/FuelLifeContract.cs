using System.Data.Common;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// Whole lives of fuel orders, with the real grains, rules and SQL, under a seeded scheduler.
/// Two planted bugs show that the judge sees.
/// </summary>
public abstract class FuelLifeContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    protected abstract LedgerDialect Dialect { get; }

    /// <summary>A trigger that undoes each rise of a row's version.</summary>
    protected abstract string WithoutVersions(string table);

    [Fact]
    public async Task No_order_of_events_and_no_fault_gives_fuel_away()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        await SeededLives.LiveAllAsync(seed => Live(connection, seed));
    }

    [Fact]
    public async Task An_answer_before_its_commit_is_found()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        (
            await SeededLives.FindsAsync<FuelGivenAwayException>(seed =>
                Live(connection, seed, answersBeforeCommit: true)
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task A_fence_that_is_ignored_is_found()
    {
        (await ConnectAsync()).ShouldBe(1);
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        foreach (var table in new[] { "fuel_orders", "authorisations" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = WithoutVersions(table);
            await command.ExecuteNonQueryAsync(Ct);
        }
        (await SeededLives.FindsAsync<FuelGivenAwayException>(seed => Live(connection, seed))).ShouldBeTrue();
    }

    private Task Live(DbConnection connection, int seed, bool answersBeforeCommit = false)
    {
        var scheduler = new SeededScheduler(seed);
        new FuelLife(
            scheduler,
            new(connection, Dialect, scheduler) { AnswersBeforeCommit = answersBeforeCommit },
            new(Station, seed)
        ).Live();
        return Task.CompletedTask;
    }
}

public sealed class PostgresFuelLifeTests() : FuelLifeContract(() => LedgerFixture.PostgresAsync())
{
    protected override LedgerDialect Dialect => LedgerDialect.Postgres;

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

    protected override string WithoutVersions(string table) =>
        $"""
            CREATE TRIGGER forget_version_{table} AFTER UPDATE OF version ON {table}
            BEGIN UPDATE {table} SET version = OLD.version WHERE id = NEW.id; END;
            """;
}
