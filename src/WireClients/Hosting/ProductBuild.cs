namespace FuelGrains.WireClients.Hosting;

/// <summary>A build of the product.</summary>
/// <param name="Dll">The program.</param>
/// <param name="Folder">The working directory, as for <c>dotnet run</c>: this folder has the settings files and pages.</param>
public sealed record ProductBuild(string Dll, string Folder)
{
    public const string Project = "src/WebFront";

    private const string Program = "FuelGrains.WebFront.dll";

    /// <summary>The Release build of a checkout, whether it is built already or not.</summary>
    public static ProductBuild OfCheckout(string root)
    {
        var project = Path.Combine(root, Project);
        return new(Path.Combine(project, "bin", "Release", "net10.0", Program), project);
    }

    /// <summary>
    /// The build in a folder: a checkout whose front is built in Release, or a folder that has the program itself (a build's output, which
    /// starts in its project's folder, or a published one, which starts where it lies).
    /// </summary>
    public static ProductBuild In(string folder)
    {
        var root = Path.GetFullPath(folder);
        if (OfCheckout(root) is var checkout && File.Exists(checkout.Dll))
            return checkout;
        var dll = Path.Combine(root, Program);
        if (!File.Exists(dll))
            throw new CannotRunException(
                $"{root} holds no build of the product: neither {Program} nor a checkout with {Project} built in Release."
            );
        for (var above = new DirectoryInfo(root); above is not null; above = above.Parent)
            if (File.Exists(Path.Combine(above.FullName, "WebFront.csproj")))
                return new(dll, above.FullName);
        return new(dll, root);
    }
}
