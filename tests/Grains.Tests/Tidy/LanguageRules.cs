using System.Text.RegularExpressions;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>GLOSSARY.md decides the words, and a comment names its subject.</summary>
public sealed partial class LanguageRules
{
    private static readonly string[] Code = [".cs", ".js", ".css", ".html", ".sql"];

    /// <summary>Words of a private dialect, each with the field's word for it.</summary>
    private static readonly (Regex Banned, string Instead)[] Dialect =
    [
        (Word(@"[Cc]onservation"), "reconciliation"),
        (Word(@"[Bb]reach(es)?"), "discrepancy"),
        (Word(@"the books"), "the ledger, or reconciliation"),
        (Word(@"[Ww]ish(es|ed)?"), "request"),
        (Word(@"in vain"), "failed"),
        (Word(@"[Gg]i(ve|ves|ven|ving) back|GiveBack\w*|GivenBack"), "refund (money), release (a hold)"),
        (Word(@"MakeWay\w*"), "FlushIfConflicting"),
        (Word(@"\w*Bench"), "Fixture"),
        (Word(@"[Dd]esk|\w*Desk"), "console, redemption point, service"),
        (Word(@"[Pp]atien(ce|tly)|\w+Patience"), "deadline"),
        (Word(@"Outbox(Pump|Lane|Bell)|\w*Receiver"), "dispatcher, worker, signal, handler"),
        (Word(@"Move(Reply|Outcome)|OrderStanding|OrderFacts"), "transition, order state, snapshot"),
        (Word(@"SaleId"), "CampaignId: a sale is fuel"),
    ];

    /// <summary>Files in which a word of the list names what callers know it by: JSON members, settings, metrics.</summary>
    private static readonly (string File, string Word)[] Theirs =
    [
        ("src/WebFront/Orders/OrderJson.cs", "SaleId"),
        ("src/WebFront/Stations/FuelOrders/FuelOrderRequest.cs", "SaleId"),
        ("src/WebFront/Ops/ReconciliationGauges.cs", "breach"),
        ("src/Grains/Ops/Outbox/OutboxMetrics.cs", "GivenBack"),
        ("src/WireClients/CampaignJson.cs", "SaleId"),
        ("src/WireClients/CampaignJson.cs", "Breaches"),
        ("load/History/OrderObserver.cs", "SaleId"),
        ("load/History/ReconciliationObserver.cs", "Breaches"),
        ("tests/WebFront.Tests/Ops/OpsApiTests.cs", "breaches"),
    ];

    [Fact]
    public void A_comment_names_its_subject() =>
        ShouldHold(
            "Begin with what the comment is about: 'Returns the ...', 'The row ...', not 'It ...' or 'Whose ...'.",
            CodeLines([".cs", ".js", ".css", ".sql"]).Where(l => SubjectLess().IsMatch(l.Text)).Select(Place)
        );

    [Fact]
    public void Names_and_comments_use_the_words_of_the_glossary() =>
        ShouldHold(
            "GLOSSARY.md has the field's word for this.",
            from line in CodeLines([".cs"])
            from word in Dialect
            let found = word.Banned.Match(line.Text)
            where found.Success && !OldName().IsMatch(line.Text)
            where !Theirs.Any(t => t.File == line.File && found.Value.Contains(t.Word, StringComparison.Ordinal))
            select $"{Place(line)}  ('{found.Value}': {word.Instead})"
        );

    [Fact]
    public void No_file_cites_a_document_that_a_clone_does_not_contain() =>
        ShouldHold(
            "Say it here, or link a file of this repository.",
            CodeLines(Code).Where(l => Citation().IsMatch(l.Text)).Select(Place)
        );

    private static IEnumerable<(string File, int Number, string Text)> CodeLines(string[] extensions) =>
        Sources
            .Of(extensions)
            .Where(f => !f.StartsWith("tests/Grains.Tests/Tidy/LanguageRules", StringComparison.Ordinal))
            .SelectMany(f => Lines(f).Select((text, i) => (f, i + 1, text)));

    private static string Place((string File, int Number, string Text) line) =>
        $"{line.File}:{line.Number}: {line.Text.Trim()}";

    private static Regex Word(string pattern) =>
        new($@"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])", RegexOptions.CultureInvariant | RegexOptions.Compiled);

    [GeneratedRegex(@"^\s*(?:///?|/?\*+|--)\s*(?:<summary>)?\s*(?:It|Its|One|Those|Who|Whose|What|Nobody|Of|With)\b")]
    private static partial Regex SubjectLess();

    // An attribute that keeps a name for callers, and a setting by its name.
    [GeneratedRegex(
        @"JsonPropertyName\(|JsonStringEnumMemberName\(|ConfigurationKeyName\(|BindConfiguration\(|""[A-Z]\w+__\w+"""
    )]
    private static partial Regex OldName();

    [GeneratedRegex(@"\bDESIGN(?:\.md)?\b|\bdesign section\b")]
    private static partial Regex Citation();
}
