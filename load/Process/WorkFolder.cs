namespace FuelGrains.Load.Process;

/// <summary>The data and logs of one run, under the system's temporary folder; removed afterwards unless they are kept.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuelgrains-load-");

    public string FullName => _folder.FullName;

    /// <summary>Whether the folder is kept: <c>--keep</c> and every failure set this.</summary>
    public bool Keep { get; set; }

    public string Sub(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose()
    {
        if (Keep)
            Console.WriteLine($"Kept: {FullName}");
        else
            _folder.Delete(recursive: true);
    }
}
