using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>Two dialects, one schema.</summary>
public sealed partial class SchemaRules
{
    private const string Postgres = "src/Grains/Storage/Schema/postgres";
    private const string Sqlite = "src/Grains/Storage/Schema/sqlite";
    private const string Providers = "001_orleans_providers.sql";

    [Fact]
    public void Both_dialects_have_the_same_scripts()
    {
        Scripts(Sqlite)
            .ShouldBe(Scripts(Postgres), "A change of the schema is one script of the same name in each dialect.");
        ShouldHold("A script is named NNN_what_it_does.sql.", Scripts(Postgres).Where(s => !ScriptName().IsMatch(s)));
        Scripts(Postgres)
            .Select(s => int.Parse(s[..3]))
            .ShouldBe(Enumerable.Range(1, Scripts(Postgres).Count), "Scripts are numbered without a gap.");
    }

    [Fact]
    public void Both_dialects_name_their_constraints_alike()
    {
        foreach (var script in Scripts(Postgres))
        {
            var (postgres, sqlite) = (Constraints($"{Postgres}/{script}"), Constraints($"{Sqlite}/{script}"));
            // SQLite has no tables for membership and reminders: a single process keeps both in memory.
            if (script != Providers)
                ShouldHold(
                    $"{script}: only PostgreSQL has these; the message of a refusal names its constraint.",
                    postgres.Except(sqlite)
                );
            ShouldHold(
                $"{script}: only SQLite has these; the message of a refusal names its constraint.",
                sqlite.Except(postgres)
            );
        }
    }

    [Fact]
    public void Both_dialects_have_the_same_columns_in_the_same_order()
    {
        foreach (var script in Scripts(Postgres).Where(s => s != Providers))
        {
            var columns = Columns($"{Postgres}/{script}");
            columns.ShouldNotBeEmpty();
            Columns($"{Sqlite}/{script}")
                .ShouldBe(columns, $"{script}: a table has the same columns in both dialects.");
        }
    }

    private static List<string> Scripts(string folder) => [.. Under(folder).Select(f => f[(folder.Length + 1)..])];

    // A unique index refuses rows just as a constraint does.
    private static List<string> Constraints(string script) =>
        [.. Constraint().Matches(Read(script)).Select(m => m.Groups[1].Value)];

    // A table's name stands before its columns, so the order of the tables counts too.
    private static List<string> Columns(string script) =>
        [.. TableOrColumn().Matches(Read(script)).Select(m => m.Value)];

    [GeneratedRegex(@"^CREATE TABLE \w+|^    [a-z]\w*(?= )|\bADD COLUMN \w+", RegexOptions.Multiline)]
    private static partial Regex TableOrColumn();

    [GeneratedRegex(@"\b(?:CONSTRAINT|CREATE\s+UNIQUE\s+INDEX)\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^\d{3}_[a-z0-9_]+\.sql$")]
    private static partial Regex ScriptName();
}
