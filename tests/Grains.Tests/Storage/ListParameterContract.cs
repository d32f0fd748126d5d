using FuelGrains.Grains.Ops;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>A statement compares a column with a list that is one parameter, on both stores with the same result.</summary>
public abstract class ListParameterContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly string[] Subjects = ["plain", "it's", "\"quoted\", [a]", "汉字\\n", "tab\t", "1"];

    [Fact]
    public async Task A_row_is_found_by_its_text_whatever_the_text_holds()
    {
        await RaiseAsync(Subjects);

        (await FoundAsync([.. Subjects, "unknown"])).ShouldBe(Subjects, ignoreOrder: true);
        (await FoundAsync(["1", "1"])).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_text_with_a_nul_finds_no_row_of_the_text_before_it()
    {
        await RaiseAsync(["plain"]);

        (await FoundAsync(["plain\0", "plain\0more"])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_is_found_by_its_id()
    {
        await RaiseAsync(Subjects);
        var ids = await Fixture.Database.ReadAsync(s => s.Sql("SELECT id FROM alarms").ListAsync(r => r.Id(0)), Ct);

        var found = await Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql($"SELECT id FROM alarms WHERE id {session.AnyOf<Guid>("ids")}")
                    .WithAnyOf("ids", ids.Skip(2).Append(Guid.NewGuid()))
                    .ListAsync(r => r.Id(0)),
            Ct
        );

        found.ShouldBe(ids.Skip(2), ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_list_finds_nothing()
    {
        await RaiseAsync(Subjects);

        (await FoundAsync([])).ShouldBeEmpty();
    }

    private Task RaiseAsync(IEnumerable<string> subjects) =>
        Fixture.Database.WriteAsync(
            async session =>
            {
                foreach (var subject in subjects)
                    await AlarmTable.RaiseAsync(session, LedgerFixture.Start, "test", subject, "");
                return true;
            },
            Ct
        );

    private async Task<IEnumerable<string>> FoundAsync(string[] subjects) =>
        await Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql($"SELECT subject FROM alarms WHERE subject {session.AnyOf<string>("subjects")}")
                    .WithAnyOf("subjects", subjects)
                    .ListAsync(r => r.Text(0)),
            Ct
        );
}

public sealed class PostgresListParameterTests() : ListParameterContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteListParameterTests() : ListParameterContract(LedgerFixture.SqliteAsync);
