using System.Collections.Immutable;
using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Scheduling;

/// <summary>Leases of due rows, on either database. The outbox's table lends its rows.</summary>
public abstract class DueRowsContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Kind = "test.kind";
    private static readonly DateTimeOffset Now = LedgerFixture.Start;
    private static readonly DueRows<string> Due = new("outbox", "id", "next_at", "subject", r => r.Text(0));

    [Fact]
    public async Task A_lease_takes_no_more_rows_than_its_limit_even_when_all_of_them_are_due()
    {
        await Fixture.AddMessagesAsync(Now, Kind, Enumerable.Range(0, 500).Select(i => $"{i}"));
        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => LeaseAsync(limit: 10)));
        taken.ShouldAllBe(page => page.Length <= 10);
        taken.SelectMany(page => page).ShouldBeUnique();
    }

    [Fact]
    public async Task A_row_is_due_again_when_its_lease_ends()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        (await LeaseAsync()).ShouldBe(["a"]);
        (await LeaseAsync(at: Now.AddSeconds(29))).ShouldBeEmpty();
        (await LeaseAsync(at: Now.AddSeconds(30))).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_condition_and_an_assignment_are_part_of_the_lease()
    {
        await Fixture.AddMessagesAsync(Now, Kind, "a");
        await Fixture.AddMessagesAsync(Now, "other.kind", "b");
        var due = Due with { Condition = "kind = @kind", Assignment = "attempts = attempts + 3" };
        var taken = await Fixture.Database.WriteAsync(
            session => due.LeaseAsync(session, Now, Now.AddSeconds(30), 10, sql => sql.With("kind", Kind)),
            Ct
        );
        taken.ShouldBe(["a"]);
        (await Fixture.OutboxAsync()).Select(row => (row.Subject, row.Attempts)).ShouldBe([("a", 3), ("b", 0)]);
    }

    private Task<ImmutableArray<string>> LeaseAsync(int limit = 100, DateTimeOffset? at = null) =>
        Fixture.Database.WriteAsync(
            session => Due.LeaseAsync(session, at ?? Now, (at ?? Now).AddSeconds(30), limit),
            Ct
        );
}

public sealed class PostgresDueRowsTests() : DueRowsContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteDueRowsTests() : DueRowsContract(LedgerFixture.SqliteAsync);
