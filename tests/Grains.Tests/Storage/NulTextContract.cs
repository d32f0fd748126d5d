using FuelGrains.Grains.Ops;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>A text from outside may hold a NUL, which PostgreSQL does not store: the text breaks nothing and matches nobody.</summary>
public abstract class NulTextContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private LedgerFixture _ledger = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await make();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_text_with_a_nul_is_written_and_another_text_is_not_it()
    {
        var now = LedgerFixture.Start;
        await _ledger.Database.WriteAsync(s => AlarmTable.RaiseAsync(s, now, "test", "a\0b", "what\0was sent"), Ct);
        (await _ledger.Database.ReadAsync(s => AlarmTable.ListAsync(s, closed: false, null, 10), Ct))
            .ShouldHaveSingleItem()
            .Detail.ShouldBeOneOf("what\0was sent", "what\uFFFDwas sent");
        (
            await _ledger.Database.ReadAsync(
                session =>
                    session
                        .Sql("SELECT 1 FROM alarms WHERE subject = @subject")
                        .With("subject", "ab")
                        .FirstAsync(_ => true),
                Ct
            )
        ).ShouldBeFalse();
    }
}

public sealed class PostgresNulTextTests() : NulTextContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteNulTextTests() : NulTextContract(LedgerFixture.SqliteAsync);
