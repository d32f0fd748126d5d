using System.Data.Common;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Outbox;

/// <summary>
/// Whole lives of outbox messages, with the real worker and SQL, under a seeded scheduler.
/// Two planted bugs show that the judge sees.
/// </summary>
public abstract class OutboxLifeContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private protected abstract LedgerDialect Dialect { get; }

    /// <summary>A trigger that counts no attempt beyond the first, so every lease of a row has the first one's number.</summary>
    protected abstract string WithoutAttempts { get; }

    [Fact]
    public async Task No_order_of_events_and_no_fault_loses_a_message_or_delivers_it_twice_at_once()
    {
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        await SeededLives.LiveAllAsync(seed => Live(connection, seed));
    }

    [Fact]
    public async Task An_answer_before_its_commit_is_found()
    {
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        (
            await SeededLives.FindsAsync<BrokenDeliveryException>(seed =>
                Live(connection, seed, answersBeforeCommit: true)
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task A_fence_that_is_ignored_is_found()
    {
        await using var connection = await SeededLives.ConnectAsync(Fixture, Dialect);
        await using var command = connection.CreateCommand();
        command.CommandText = WithoutAttempts;
        await command.ExecuteNonQueryAsync(Ct);
        (await SeededLives.FindsAsync<BrokenDeliveryException>(seed => Live(connection, seed))).ShouldBeTrue();
    }

    private Task Live(DbConnection connection, int seed, bool answersBeforeCommit = false)
    {
        var scheduler = new SeededScheduler(seed);
        var database = new SimulatedDatabase(connection, Dialect, scheduler)
        {
            AnswersBeforeCommit = answersBeforeCommit,
        };
        new OutboxLife(scheduler, database).Live();
        return Task.CompletedTask;
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
}

public sealed class SqliteOutboxLifeTests() : OutboxLifeContract(LedgerFixture.SqliteAsync)
{
    private protected override LedgerDialect Dialect => LedgerDialect.Sqlite;

    protected override string WithoutAttempts =>
        """
            CREATE TRIGGER first_attempt AFTER UPDATE OF attempts ON outbox WHEN NEW.attempts > 1
            BEGIN UPDATE outbox SET attempts = 1 WHERE id = NEW.id; END;
            """;
}
