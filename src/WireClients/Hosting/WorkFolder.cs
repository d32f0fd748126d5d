using System.Security.Cryptography;

namespace FuelGrains.WireClients.Hosting;

/// <summary>The data and logs of one run, under the system's temporary folder; removed afterwards unless they are kept.</summary>
public sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuelgrains-load-");

    public string FullName => _folder.FullName;

    /// <summary>Whether the folder is kept: a run that broke off or failed keeps it, because somebody must look at it.</summary>
    public bool Keep { get; set; } = true;

    public string File(string name) => Path.Combine(FullName, name);

    public string Sub(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose()
    {
        if (Keep)
            Console.WriteLine($"Kept: {FullName}");
        else
            _folder.Delete(recursive: true);
    }
}

/// <summary>Marks the customers, keys and files of one run, so that runs in one database never meet.</summary>
public static class RunId
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5));
}
