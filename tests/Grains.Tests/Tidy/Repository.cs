using System.Xml.Linq;
using Shouldly;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>The source tree as it lies on disk, without what builds and runs put there.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotSource = ["bin", "obj", "data", "TestResults", "node_modules", "dist"];

    /// <summary>The web app as client/ builds it.</summary>
    private const string BuiltClient = "src/WebFront/wwwroot/m/";

    private static readonly string Root = FindRoot();

    /// <summary>The repository's files, as paths below its root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Walk(new DirectoryInfo(Root))
            .Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/'))
            .Where(f => !f.StartsWith(BuiltClient, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The folders of the projects, each with the path below the root.</summary>
    public static IReadOnlyList<string> Projects { get; } =
    [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => f[..f.LastIndexOf('/')])];

    public static IEnumerable<string> Under(string folder, params string[] extensions) =>
        Files.Where(f =>
            f.StartsWith($"{folder}/", StringComparison.Ordinal)
            && (extensions.Length == 0 || extensions.Contains(Path.GetExtension(f)))
        );

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The names of the projects that a project refers to.</summary>
    public static IEnumerable<string> References(string project) =>
        XDocument
            .Parse(Read(project))
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    /// <summary>Fails with the rule and each place that breaks it.</summary>
    public static void ShouldHold(string rule, IEnumerable<string> violations)
    {
        var found = violations.ToList();
        found.ShouldBeEmpty($"{rule}{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) =>
        directory
            .EnumerateFiles()
            .Concat(
                directory
                    .EnumerateDirectories()
                    .Where(d => !NotSource.Contains(d.Name) && (!d.Name.StartsWith('.') || d.Name == ".ci"))
                    .SelectMany(Walk)
            );

    private static string FindRoot()
    {
        for (
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            directory is not null;
            directory = directory.Parent
        )
            if (File.Exists(Path.Combine(directory.FullName, "FuelGrains.sln")))
                return directory.FullName;
        throw new InvalidOperationException("The tidy tests read the source: run them from inside the repository.");
    }
}
