namespace FuelGrains.Load.Tests.Process;

/// <summary>Tests which build <c>--beside FOLDER</c> means, and where that build starts.</summary>
public sealed class ProductBuildTests : IDisposable
{
    private const string Program = "FuelGrains.WebFront.dll";

    private readonly string _root = Directory.CreateTempSubdirectory("fuelgrains-build-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_checkout_means_its_release_build_in_its_projects_folder()
    {
        var dll = Make("src/WebFront/bin/Release/net10.0", Program);
        ProductBuild.In(_root).ShouldBe(new(dll, Path.Combine(_root, "src", "WebFront")));
    }

    [Fact]
    public void A_builds_output_starts_in_its_projects_folder()
    {
        Make("src/WebFront", "WebFront.csproj");
        var dll = Make("src/WebFront/bin/Debug/net10.0", Program);
        var folder = Path.GetDirectoryName(dll)!;
        ProductBuild.In(folder).ShouldBe(new(dll, Path.Combine(_root, "src", "WebFront")));
    }

    [Fact]
    public void A_published_build_starts_where_it_lies()
    {
        var dll = Make("front", Program);
        ProductBuild.In(Path.Combine(_root, "front")).ShouldBe(new(dll, Path.Combine(_root, "front")));
    }

    [Fact]
    public void A_folder_without_a_build_is_refused() =>
        Should.Throw<CannotRunException>(() => ProductBuild.In(_root)).Message.ShouldContain("holds no build");

    private string Make(string folder, string file)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, folder)).FullName, file);
        File.WriteAllText(path, "");
        return path;
    }
}
