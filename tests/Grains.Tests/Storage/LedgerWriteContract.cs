using System.Data.Common;
using FuelGrains.Grains.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>The contract of a write where the drivers of the two stores differ.</summary>
public abstract class LedgerWriteContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    [Fact]
    public async Task A_transaction_whose_failed_statement_was_caught_is_not_committed()
    {
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Fixture.Database.WriteAsync(
                async session =>
                {
                    await Add(session, Guid.NewGuid(), LedgerFixture.Start).ExecuteAsync();
                    try
                    {
                        await session.Sql("INSERT INTO outbox (id) VALUES (NULL)").ExecuteAsync();
                    }
                    catch (DbException)
                    {
                        // The bug of the test: the transaction goes on.
                    }
                    return true;
                },
                Ct
            )
        );
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_time_with_the_offset_of_China_is_the_same_moment_when_it_is_read()
    {
        var id = Guid.NewGuid();
        var at = LedgerFixture.Start.ToOffset(China);

        await Fixture.Database.WriteAsync(session => Add(session, id, at).ExecuteAsync(), Ct);

        var read = await TimeAsync(id);
        read.ShouldBe(LedgerFixture.Start);
        read.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task The_last_tick_of_a_day_stays_on_its_day()
    {
        var id = Guid.NewGuid();
        var midnight = new DateTimeOffset(2026, 10, 1, 0, 0, 0, China);

        await Fixture.Database.WriteAsync(session => Add(session, id, midnight.AddTicks(-1)).ExecuteAsync(), Ct);

        (await TimeAsync(id)).ShouldBeLessThan(midnight);
    }

    private static LedgerCommand Add(LedgerSession session, Guid id, DateTimeOffset at) =>
        session
            .Sql(
                """
                INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
                VALUES (@id, 'test', 'time', '', @at, @at, 0, 0)
                """
            )
            .With("id", id)
            .With("at", at);

    private Task<DateTimeOffset> TimeAsync(Guid id) =>
        Fixture.Database.ReadAsync(
            session =>
                session.Sql("SELECT next_at FROM outbox WHERE id = @id").With("id", id).FirstAsync(r => r.Time(0)),
            Ct
        );

    private Task<long> CountAsync() =>
        Fixture.Database.ReadAsync(
            session => session.Sql("SELECT count(*) FROM outbox").FirstAsync(r => r.Long(0)),
            Ct
        );
}

public sealed class PostgresLedgerWriteTests() : LedgerWriteContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteLedgerWriteTests() : LedgerWriteContract(LedgerFixture.SqliteAsync);
