namespace FuelGrains.Load.Product;

/// <summary>Data and logs of one run, under the system's temporary folder; gone afterwards unless someone needs it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fuelgrains-load-");

    public string FullName => folder.FullName;

    /// <summary>Set by <c>--keep</c> and by every failure: a failed run without its ledger and log explains nothing.</summary>
    public bool Keep { get; set; }

    public string Sub(string name) => folder.CreateSubdirectory(name).FullName;

    public void Dispose()
    {
        if (Keep)
            Console.WriteLine($"Kept: {FullName}");
        else
            folder.Delete(recursive: true);
    }
}
