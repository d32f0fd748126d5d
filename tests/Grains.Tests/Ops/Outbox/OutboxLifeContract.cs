using System.Data.Common;
using System.Globalization;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>
/// Whole lives of outbox messages, with the real worker and SQL, under a seeded scheduler. FUELGRAINS_SEEDS sets how many seeds are
/// tried. Two planted bugs show that the judge sees.
/// </summary>
public abstract class OutboxLifeContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("FUELGRAINS_SEEDS") ?? "200",
        CultureInfo.InvariantCulture
    );

    private protected abstract LedgerDialect Dialect { get; }

    /// <summary>A trigger that counts no attempt beyond the first, so every lease of a row has the first one's number.</summary>
    protected abstract string WithoutAttempts { get; }

    [Fact]
    public async Task No_order_of_events_and_no_fault_loses_a_message_or_delivers_it_twice_at_once()
    {
        await using var connection = await ConnectAsync();
        for (var seed = 1; seed <= Seeds; seed++)
            Live(connection, seed);
    }

    [Fact]
    public async Task An_answer_before_its_commit_is_found()
    {
        await using var connection = await ConnectAsync();
        Found(seed => Live(connection, seed, answersBeforeCommit: true)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_fence_that_is_ignored_is_found()
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = WithoutAttempts;
        await command.ExecuteNonQueryAsync(Ct);
        Found(seed => Live(connection, seed)).ShouldBeTrue();
    }

    protected abstract Task<DbConnection> ConnectAsync();

    private void Live(DbConnection connection, int seed, bool answersBeforeCommit = false)
    {
        var scheduler = new SeededScheduler(seed);
        var database = new SimulatedDatabase(connection, Dialect, scheduler)
        {
            AnswersBeforeCommit = answersBeforeCommit,
        };
        new OutboxLife(scheduler, database).Live();
    }

    private static bool Found(Action<int> live)
    {
        for (var seed = 1; seed <= 200; seed++)
            try
            {
                live(seed);
            }
            catch (BrokenDeliveryException)
            {
                return true;
            }
        return false;
    }
}

public sealed class PostgresOutboxLifeTests() : OutboxLifeContract(() => LedgerFixture.PostgresAsync())
{
    private protected override LedgerDialect Dialect => LedgerDialect.Postgres;

    protected override string WithoutAttempts =>
        """
            CREATE FUNCTION first_attempt() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN NEW.attempts := least(NEW.attempts, 1); RETURN NEW; END';
            CREATE TRIGGER first_attempt BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION first_attempt();
            """;

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(Fixture.ConnectionString);
        await connection.OpenAsync(Ct);
        return connection;
    }
}

public sealed class SqliteOutboxLifeTests() : OutboxLifeContract(LedgerFixture.SqliteAsync)
{
    private protected override LedgerDialect Dialect => LedgerDialect.Sqlite;

    protected override string WithoutAttempts =>
        """
            CREATE TRIGGER first_attempt AFTER UPDATE OF attempts ON outbox WHEN NEW.attempts > 1
            BEGIN UPDATE outbox SET attempts = 1 WHERE id = NEW.id; END;
            """;

    protected override Task<DbConnection> ConnectAsync()
    {
        var connection = SqliteDatabase.Open(Fixture.ConnectionString);
        // No crash of the machine is simulated, so nothing waits for the disk.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF";
        command.ExecuteNonQuery();
        return Task.FromResult<DbConnection>(connection);
    }
}
