using System.Diagnostics;

namespace FuelGrains.Grains.Storage;

/// <summary>Keeps a data directory to one process. The system drops the lock with the process, however that ends.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    // Two files: while the lock is held nobody else may open the first, so the holder's name stands in the second.
    private const string LockFile = "fuelgrains.lock";
    private const string HolderFile = "fuelgrains.lock.holder";

    // Errors of opening a file that another process holds: EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _held;

    private DataDirectoryLock(FileStream held) => _held = held;

    /// <summary>Creates the directory if need be and holds it until disposed.</summary>
    /// <exception cref="DataDirectoryHeldException">Another process holds it, or this one does already.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.GetFullPath(directory);
        Directory.CreateDirectory(path);
        try
        {
            var held = new FileStream(
                Path.Combine(path, LockFile),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
            WriteHolder(path);
            return new DataDirectoryLock(held);
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            throw new DataDirectoryHeldException(path, ReadHolder(path), e);
        }
    }

    // The files stay behind: deleting the lock would let a third process lock a new file of the same name
    // while a second still waits on the old one.
    public void Dispose() => _held.Dispose();

    // Moved into place whole, so that a refused starter never reads half a line. The start time tells a reused pid apart.
    private static void WriteHolder(string path)
    {
        using var self = Process.GetCurrentProcess();
        var fresh = Path.Combine(path, $"{HolderFile}.new");
        File.WriteAllText(fresh, $"pid {self.Id}, started {self.StartTime.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}");
        File.Move(fresh, Path.Combine(path, HolderFile), overwrite: true);
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, HolderFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "pid not yet known"; // The holder is between taking the lock and writing its name.
        }
    }
}

/// <summary>Somebody else works in the data directory; the message is one sentence that names both.</summary>
public sealed class DataDirectoryHeldException(string directory, string holder, Exception? inner = null)
    : Exception(
        $"The data directory '{directory}' is in use by another FuelGrains process ({holder}): stop that one or choose another directory.",
        inner
    );
