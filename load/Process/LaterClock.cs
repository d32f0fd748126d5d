using System.ComponentModel;

namespace FuelGrains.Load.Process;

/// <summary>
/// Starts a process at a later time of day, by libfaketime: the whole process sees one later clock, Orleans as well, which compares its
/// TimeProvider with DateTime.UtcNow. The monotonic clock stays true, so every wait takes as long as ever. That needs libfaketime's
/// "monotonic fix" off: with it on, as by default, 0.9.10 let reads of PostgreSQL time out at the start.
/// </summary>
/// <param name="library">The library to preload, as the dynamic linker takes it.</param>
internal sealed class LaterClock(string library)
{
    public const string Missing = "faketime is not installed";

    private const string Preload = "LD_PRELOAD";

    /// <summary>Asks the command faketime for its library, and tries it; null when it is not installed.</summary>
    public static async Task<LaterClock?> FindAsync(TimeProvider time, CancellationToken stop)
    {
        // The library's name may hold a token of the dynamic linker, as /usr/$LIB/faketime/libfaketime.so.1 does.
        string[] tell = ["-f", "+1d", "sh", "-c", $"echo \"${Preload}\"; date +%s"];
        try
        {
            var (code, text) = await CommandLine.RunAsync("faketime", tell, "/", stop);
            var tomorrow = time.GetUtcNow().AddHours(23).ToUnixTimeSeconds();
            return
                code == 0
                && text.Trim().Split('\n') is [var name, var at]
                && long.TryParse(at, out var seconds)
                && seconds > tomorrow
                ? new(name)
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The environment of a process whose clock is ahead by whole seconds.</summary>
    public IReadOnlyDictionary<string, string> Settings(TimeSpan ahead) =>
        new Dictionary<string, string>
        {
            [Preload] = library,
            ["FAKETIME"] = FormattableString.Invariant($"+{ahead.TotalSeconds:0}s"),
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        };
}
