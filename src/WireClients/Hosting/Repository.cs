using System.Diagnostics;

namespace FuelGrains.WireClients.Hosting;

/// <summary>The checkout that this program was started in, with the product's build and the results.</summary>
public sealed record Repository(string Root)
{
    private const string Marker = "FuelGrains.sln";
    private const string Simulator = "src/WeChatSimulator";
    private const string Silos = "src/Silo";

    /// <summary>This checkout's own build of the product.</summary>
    public ProductBuild Front { get; } = ProductBuild.OfCheckout(Root);

    /// <summary>The stand-alone silo, which is built with the front.</summary>
    public ProductBuild Silo { get; } =
        new(Path.Combine(Root, Silos, "bin", "Release", "net10.0", "FuelGrains.Silo.dll"), Path.Combine(Root, Silos));

    public string SimulatorDll =>
        Path.Combine(Root, Simulator, "bin", "Release", "net10.0", "FuelGrains.WeChatSimulator.dll");

    public string Results => Path.Combine(Root, "load", "results");

    /// <summary>Walks up from the current folder, then from the binaries: any folder of the checkout will do.</summary>
    public static Repository Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, Marker)))
                    return new(folder.FullName);
        }
        throw new CannotRunException(
            $"Run this inside the repository: no {Marker} above {Environment.CurrentDirectory}."
        );
    }

    /// <summary>Builds in Release, and every time: an old build would be measured as this commit.</summary>
    public Task BuildFrontAsync(CancellationToken stop) => BuildAsync(ProductBuild.Project, Front.Dll, stop);

    public Task BuildSimulatorAsync(CancellationToken stop) => BuildAsync(Simulator, SimulatorDll, stop);

    private async Task BuildAsync(string project, string dll, CancellationToken stop)
    {
        Console.WriteLine($"Building {project} (Release)...");
        var output = await CommandLine.RunAsync(
            "dotnet",
            ["build", "-c", "Release", "-v", "quiet", "-nologo", Path.Combine(Root, project)],
            Root,
            stop
        );
        if (output.ExitCode != 0 || !File.Exists(dll))
            throw new CannotRunException($"{project} does not build:{Environment.NewLine}{output.Text}");
    }

    public async Task<string> CommitAsync(CancellationToken stop)
    {
        try
        {
            var commit = await CommandLine.RunAsync("git", ["rev-parse", "--short=12", "HEAD"], Root, stop);
            // Results of earlier runs change nothing that is measured.
            var changes = await CommandLine.RunAsync(
                "git",
                ["status", "--porcelain", "--", ".", ":!load/results"],
                Root,
                stop
            );
            if (commit.ExitCode != 0)
                return "unknown (no git history here)";
            return commit.Text.Trim() + (changes.Text.Trim().Length > 0 ? " with uncommitted changes" : "");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown (git is not installed)";
        }
    }
}
