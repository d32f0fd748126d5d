using System.Text.RegularExpressions;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>A table lives with its feature, in one file; Storage is an engine that knows no feature.</summary>
public sealed partial class SqlRules
{
    /// <summary>
    /// The two batch statements write orders, their shard and their messages in one round trip, and a team's with its seats:
    /// that is what makes an acknowledged order cheap, so these files may write the tables of others.
    /// </summary>
    private static readonly string[] BatchStatements = ["src/Grains/Campaigns/Stock/", "src/Grains/Campaigns/Teams/"];

    [Fact]
    public void Storage_uses_no_feature() =>
        ShouldHold(
            "The engine serves features; what knows a feature lives beside it.",
            Under("src/Grains/Storage", ".cs")
                .SelectMany(f => Lines(f).Select(line => (File: f, Line: line)))
                .Where(l => FeatureUse().IsMatch(l.Line))
                .Select(l => $"{l.File}: {l.Line.Trim()}")
        );

    [Fact]
    public void A_table_is_written_in_one_file_a_dialect() =>
        ShouldHold(
            "Call the method of the file that writes this table.",
            Under("src", ".cs")
                .Where(f => !BatchStatements.Any(b => f.StartsWith(b, StringComparison.Ordinal)))
                .SelectMany(f => Write().Matches(Read(f)).Select(m => (File: f, Table: m.Groups[1].Value)))
                .Distinct()
                .GroupBy(w => w.Table)
                .Where(table => table.Count() > 1)
                .Select(table => $"{table.Key}: {string.Join(", ", table.Select(w => w.File))}")
        );

    [Fact]
    public void A_table_is_written_by_a_file_that_is_named_after_it() =>
        ShouldHold(
            "Move the statement to the file of its table, whose name ends in Table.",
            Under("src", ".cs")
                .Where(f => !TableFile().IsMatch(f))
                .SelectMany(f => Write().Matches(Read(f)).Select(m => $"{f}: {m.Value}"))
        );

    [Fact]
    public void A_grain_holds_no_SQL() =>
        ShouldHold(
            "A grain is plumbing: move the statement to the file of its table, or to one that reads it.",
            Under("src", ".cs")
                .Where(f => f.EndsWith("Grain.cs", StringComparison.Ordinal))
                .SelectMany(f => Lines(f).Select((text, i) => (File: f, Number: i + 1, Text: text)))
                .Where(l =>
                    !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Statement().IsMatch(l.Text)
                )
                .Select(l => $"{l.File}:{l.Number}: {l.Text.Trim()}")
        );

    [Fact]
    public void A_state_in_SQL_is_written_from_its_enum() =>
        ShouldHold(
            "Write {OrderStatus.Paid:D}, so that a reader knows which state it is.",
            Under("src", ".cs")
                .Concat(Under("load", ".cs"))
                .SelectMany(f => Lines(f).Select((text, i) => (File: f, Number: i + 1, Text: text)))
                .Where(l =>
                    !l.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && RawState().IsMatch(l.Text)
                )
                .Select(l => $"{l.File}:{l.Number}: {l.Text.Trim()}")
        );

    [GeneratedRegex(
        @"^(?:global )?using (?:static )?FuelGrains\.Grains\.(?:Campaigns|Stations|Customers|Orders|Live|Ops)\b"
    )]
    private static partial Regex FeatureUse();

    // Uppercase keywords are SQL here; prose is not written so.
    [GeneratedRegex(@"\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+([a-z]\w+)(?=[\s(])")]
    private static partial Regex Write();

    [GeneratedRegex(@"/\w+Table(?:\.\w+)?\.cs$")]
    private static partial Regex TableFile();

    [GeneratedRegex(@"\.Sql\(|\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\s")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?:state|status|phase|kind|cause)\s*(?:=|<>|<=|>=|<|>|(?:NOT )?IN \()\s*\d")]
    private static partial Regex RawState();
}
