using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>The images can be built: the builder is given every file that the Dockerfile copies.</summary>
public sealed partial class DockerRules
{
    private static readonly string[] Ignored = Lines(".dockerignore");

    [Fact]
    public void Every_copy_source_of_the_Dockerfile_is_let_through() =>
        ShouldHold(
            "Let it through in .dockerignore, or copy it no more: the image cannot be built.",
            Sources(Lines("Dockerfile")).Where(source => !IsLetThrough(Ignored, source) || !Exists(source))
        );

    [Fact]
    public void A_project_of_the_images_is_copied_before_packages_are_restored() =>
        ShouldHold(
            "Copy the project file before `dotnet restore`: its packages would be restored with every change of code.",
            WithReferences("src/WebFront/WebFront.csproj").Except(Sources(Lines("Dockerfile")))
        );

    [Theory]
    [InlineData("load/Forecourt/", false)]
    [InlineData("global.json", true)]
    [InlineData("src/", true)]
    [InlineData("src/Grains/Grains.csproj", true)]
    [InlineData("src/Grains/bin/Release/x.dll", false)]
    [InlineData("src/Silo/data/ledger.db", false)]
    [InlineData("srcs/a", false)]
    public void The_last_rule_that_matches_a_path_or_a_folder_above_it_decides(string path, bool letThrough) =>
        IsLetThrough(["# All but src.", "*", "!global.json", "!src", "**/bin", "**/data"], path).ShouldBe(letThrough);

    private static IEnumerable<string> WithReferences(string project) =>
        References(project).SelectMany(name => WithReferences($"src/{name}/{name}.csproj")).Prepend(project).Distinct();

    // Copies between stages (--from) take nothing of the build context.
    private static IEnumerable<string> Sources(string[] dockerfile) =>
        dockerfile
            .Where(line =>
                Regex.IsMatch(line, @"^\s*(COPY|ADD)\s") && !line.Contains("--from=", StringComparison.Ordinal)
            )
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])
            .Where(word => !word.StartsWith("--", StringComparison.Ordinal));

    /// <summary>Docker's reading of .dockerignore: rules in order, a rule matches a path and all below it, ! lets through again.</summary>
    private static bool IsLetThrough(string[] rules, string path)
    {
        var through = true;
        foreach (var rule in rules.Select(r => r.Trim()).Where(r => r.Length > 0 && r[0] != '#'))
        {
            var exception = rule[0] == '!';
            if (Pattern(exception ? rule[1..] : rule).IsMatch(path.TrimEnd('/')))
                through = exception;
        }
        return through;
    }

    private static Regex Pattern(string rule) =>
        new(
            "^"
                + Wildcard()
                    .Replace(
                        rule.Trim('/'),
                        found =>
                            found.Value switch
                            {
                                "**/" => "(.*/)?",
                                "**" => ".*",
                                "*" => "[^/]*",
                                "?" => "[^/]",
                                var other => Regex.Escape(other),
                            }
                    )
                + "(/.*)?$"
        );

    [GeneratedRegex(@"\*\*/|\*\*|\*|\?|[^*?]+")]
    private static partial Regex Wildcard();
}
