using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>Staff read alarms in Chinese: what happened, and what to do.</summary>
public sealed partial class AlarmRules
{
    private const string Texts = "src/WebFront/wwwroot/texts/zh-CN/console/";

    /// <summary>A subject that is written as a kind is.</summary>
    private const string SubjectOfAll = "wechat-pay";

    private static readonly string[] Kinds =
    [
        .. Under("src/Grains", ".cs")
            .Concat(Under("src/Silo", ".cs"))
            .Select(Read)
            .Where(code => Raises().IsMatch(code))
            .SelectMany(code => Literal().Matches(AuditLine().Replace(code, "")).Select(m => m.Groups[1].Value))
            .Where(kind => kind != SubjectOfAll)
            .Distinct(),
    ];

    private static readonly string[] DiscrepancyKinds =
    [
        .. Under("src/Grains/Ops/Reconciliation", ".cs")
            .SelectMany(f => Discrepancy().Matches(AuditLine().Replace(Read(f), "")).Select(m => m.Groups[1].Value))
            .Distinct(),
    ];

    [Fact]
    public void Every_kind_of_alarm_has_a_name_and_says_what_happened_and_what_to_do()
    {
        Kinds.Length.ShouldBeGreaterThan(20);
        var (names, says) = (Read($"{Texts}ops.js"), Read($"{Texts}alarms.js"));
        ShouldHold(
            $"Add the kind to alarms.kind in {Texts}ops.js, and what happened and what to do to {Texts}alarms.js.",
            Kinds.Where(kind => !Names(kind, names) || !Says(kind, says))
        );
    }

    [Fact]
    public void Every_kind_of_discrepancy_has_a_name()
    {
        DiscrepancyKinds.Length.ShouldBeGreaterThan(15);
        var names = Read($"{Texts}ops.js");
        ShouldHold(
            $"Add the kind to reconciliation.kind in {Texts}ops.js.",
            DiscrepancyKinds.Where(kind => !Names(kind, names))
        );
    }

    private static bool Names(string kind, string texts) =>
        Regex.IsMatch(texts, $@"^\s+{Key(kind)}: '", RegexOptions.Multiline);

    private static bool Says(string kind, string texts) =>
        Regex.IsMatch(texts, $@"^\s+{Key(kind)}: \{{\s*happened:\s+'[^']+',\s+todo:\s+'", RegexOptions.Multiline);

    /// <summary>The text key of a kind, as js/staff/named.js forms it.</summary>
    private static string Key(string kind) => Separator().Replace(kind, m => m.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex(@"\bAlarmTable\.(?:Raise|Keep)|\bRingAsync\(|class AlarmKinds\b")]
    private static partial Regex Raises();

    // Words that dots or dashes join. A file that raises alarms has them as kinds, or as actions in the audit.
    [GeneratedRegex(@"(?<!\[Alias\()(?<!\$)""([a-z]+(?:[.-][a-z]+)+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"AuditTable\.AddAsync\([^;]*;")]
    private static partial Regex AuditLine();

    [GeneratedRegex(@"""([a-z]+\.[a-z-]+)"",")]
    private static partial Regex Discrepancy();

    [GeneratedRegex("[^A-Za-z0-9]+([A-Za-z0-9])")]
    private static partial Regex Separator();
}
