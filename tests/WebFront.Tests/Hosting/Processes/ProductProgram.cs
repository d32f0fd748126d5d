namespace FuelGrains.WebFront.Tests.Hosting.Processes;

/// <summary>A program of the product, in the build of the same configuration as these tests.</summary>
internal sealed record ProductProgram(string Name)
{
    public static readonly ProductProgram WebFront = new("WebFront");
    public static readonly ProductProgram Silo = new("Silo");

    private static readonly DirectoryInfo Here = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>Where FuelGrains.sln lies.</summary>
    public static string Root { get; } = FindRoot();

    // …/tests/WebFront.Tests/bin/CFG/TFM -> …/src/NAME/bin/CFG/TFM
    public string Directory => Path.Combine(Root, "src", Name, "bin", Here.Parent!.Name, Here.Name);

    public string File
    {
        get
        {
            var file = Path.Combine(Directory, $"FuelGrains.{Name}.dll");
            return System.IO.File.Exists(file)
                ? file
                : throw new FileNotFoundException($"Build src/{Name} first.", file);
        }
    }

    private static string FindRoot()
    {
        for (var folder = Here; folder is not null; folder = folder.Parent)
            if (folder.GetFiles("FuelGrains.sln").Length > 0)
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {Here} holds FuelGrains.sln.");
    }
}
