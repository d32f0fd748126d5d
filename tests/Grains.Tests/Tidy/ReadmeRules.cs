using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>A command in the README that cannot work is the first thing a newcomer meets.</summary>
public sealed partial class ReadmeRules
{
    [Fact]
    public void Every_file_that_a_command_in_the_README_names_is_there() =>
        ShouldHold(
            "README.md tells the reader to use what is not in the repository.",
            Commands().SelectMany(c => Named(c).Where(path => !Exists(path)).Select(path => $"{path} in: {c}"))
        );

    [Fact]
    public void The_README_starts_the_product_and_runs_the_tests()
    {
        Commands().ShouldContain(c => c.StartsWith("dotnet run --project src/WebFront", StringComparison.Ordinal));
        Commands().ShouldContain(c => c.StartsWith("./test.sh", StringComparison.Ordinal));
    }

    private static List<string> Commands() =>
        [
            .. Fence()
                .Matches(Read("README.md"))
                .SelectMany(f => f.Groups["body"].Value.Split('\n'))
                .Select(line => line.Split(" #")[0].Trim().TrimStart('$').Trim())
                .Where(line => Program().IsMatch(line)),
        ];

    // Paths of ours. What a build puts under bin/ is not in the repository, and need not be.
    private static IEnumerable<string> Named(string command)
    {
        if (command.StartsWith("docker compose", StringComparison.Ordinal))
            yield return "docker-compose.yml";
        foreach (Match path in OurPath().Matches(command))
            if (!path.Value.Contains("/bin/", StringComparison.Ordinal))
                yield return path.Groups["path"].Value.TrimEnd('/', '.');
        if (DotnetProject().Match(command) is { Success: true } project)
            yield return project.Groups["path"].Value;
    }

    [GeneratedRegex(
        @"^```(?:sh|bash|shell|console)?[ \t]*\n(?<body>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(\w+=\S+\s+)*(dotnet|docker|\./|bash|sh)\b|^\./")]
    private static partial Regex Program();

    [GeneratedRegex(@"(?<![\w/:.])(?:\./)?(?<path>(?:src|tests|load|docs|eng|\.ci)/[\w./-]+|(?<=\./)[\w-]+\.sh)")]
    private static partial Regex OurPath();

    [GeneratedRegex(@"^dotnet .*--project (?<path>\S+)")]
    private static partial Regex DotnetProject();
}
