using System.Text.RegularExpressions;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>Where code lives and what a file is called.</summary>
public sealed partial class FileRules
{
    private const int LongestFile = 400;

    private static readonly string[] Features =
    [
        "Campaigns",
        "Stations",
        "Customers",
        "Orders",
        "Live",
        "Ops",
        "Storage",
        "Hosting",
        "Properties",
        "wwwroot",
    ];

    // Pages: what a browser sees of wwwroot. Faults: processes killed and frozen.
    private static readonly string[] TestFeatures = [.. Features, "Tidy", "Schema", "Pages", "Faults", "Simulation"];

    private static readonly HashSet<string> Drawers = new(
        ["Helpers", "Helper", "Utils", "Utilities", "Common", "Misc", "Shared"],
        StringComparer.OrdinalIgnoreCase
    );

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        ShouldHold(
            "A file this long holds more than one thing: split it.",
            Files
                .Where(f => f.EndsWith(".cs", StringComparison.Ordinal))
                .Select(f => (File: f, Lines: Lines(f).Length))
                .Where(f => f.Lines > LongestFile)
                .Select(f => $"{f.File}: {f.Lines} lines")
        );

    [Fact]
    public void No_folder_is_a_drawer_for_odds_and_ends() =>
        ShouldHold(
            "Put the code beside what uses it: these folder names say nothing.",
            Files.Where(f => f.Split('/')[..^1].Any(Drawers.Contains))
        );

    [Fact]
    public void No_file_is_a_drawer_for_odds_and_ends() =>
        ShouldHold("Name the file after what it is about.", Files.Where(f => DrawerFile().IsMatch(f)));

    [Fact]
    public void Folders_of_a_project_are_the_features_that_every_project_shares() =>
        ShouldHold(
            $"A project's folders are among {string.Join(' ', Features)} (in tests also Tidy Schema Pages Faults Simulation).",
            Projects
                .Where(p =>
                    p.StartsWith("src/", StringComparison.Ordinal) || p.StartsWith("tests/", StringComparison.Ordinal)
                )
                .SelectMany(p =>
                    Under(p)
                        .Select(f => f[(p.Length + 1)..].Split('/'))
                        .Where(parts => parts.Length > 1)
                        .Select(parts => (Project: p, Folder: parts[0]))
                )
                .Distinct()
                .Where(f => !FoldersOf(f.Project).Contains(f.Folder))
                .Select(f => $"{f.Project}/{f.Folder}")
        );

    [Fact]
    public void Nothing_in_src_is_left_for_later() =>
        ShouldHold(
            "Do it, or write an issue: src holds no open ends.",
            Under("src", ".cs", ".sql", ".html", ".css", ".js")
                .Where(f => !f.Contains(".min.", StringComparison.Ordinal))
                .SelectMany(f => Lines(f).Select((line, i) => (File: f, Number: i + 1, Text: line)))
                .Where(l => OpenEnd().IsMatch(l.Text))
                .Select(l => $"{l.File}:{l.Number}: {l.Text.Trim()}")
        );

    [Fact]
    public void Only_WebFront_carries_appsettings() =>
        ShouldHold(
            "Two appsettings files would fight for one place in WebFront's publish: give Silo its defaults in code.",
            Files.Where(f => AppSettings().IsMatch(f) && !f.StartsWith("src/WebFront/", StringComparison.Ordinal))
        );

    [Fact]
    public void Package_versions_stand_in_Directory_Packages_props_alone() =>
        ShouldHold(
            "Name the package here and its version in Directory.Packages.props.",
            Files
                .Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) || f == "Directory.Build.props")
                .Where(f => VersionedPackage().IsMatch(Read(f)))
        );

    // The load program has folders of its own, and its tests mirror them.
    private static IEnumerable<string> FoldersOf(string project) =>
        project == "tests/Load.Tests" ? Under("load", ".cs").Select(f => f.Split('/')[1])
        : project.StartsWith("tests/", StringComparison.Ordinal) ? TestFeatures
        : Features;

    [GeneratedRegex(@"(^|/)(Extensions?|\w*Helpers?|\w*Utils?|\w*Utilities)\.cs$")]
    private static partial Regex DrawerFile();

    [GeneratedRegex(@"\b(TODO|FIXME)\b|NotImplementedException")]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"(^|/)appsettings[^/]*\.json$")]
    private static partial Regex AppSettings();

    [GeneratedRegex(
        @"<PackageReference\b[^>]*\bVersion(Override)?\s*=|<PackageReference\b[^/>]*>\s*<Version",
        RegexOptions.Singleline
    )]
    private static partial Regex VersionedPackage();
}
