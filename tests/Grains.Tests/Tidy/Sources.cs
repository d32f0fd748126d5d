using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>The files that people write and read here.</summary>
internal static class Sources
{
    /// <summary>Generated or foreign: their makers decide how they look.</summary>
    public static readonly string[] Foreign =
    [
        // A copy of @microsoft/signalr as npm ships it.
        "src/WebFront/wwwroot/lib/",
        // The scripts that Orleans' packages ship, with their own names and widths.
        "src/Grains/Storage/Schema/postgres/001_orleans_providers.sql",
        "src/Grains/Storage/Schema/sqlite/001_orleans_providers.sql",
        // npm writes it.
        "package-lock.json",
    ];

    public static IEnumerable<string> Of(params string[] extensions) =>
        Files.Where(f =>
            extensions.Contains(Path.GetExtension(f))
            && !Foreign.Any(foreign => f.StartsWith(foreign, StringComparison.Ordinal))
        );
}
