using System.Globalization;

namespace FuelGrains.Load.Process;

/// <summary>The bytes that went over this machine's loopback, whoever sent them: each is counted once.</summary>
internal static class LoopbackTraffic
{
    private const string Counters = "/proc/net/dev";

    /// <summary>Zero where the system does not count.</summary>
    public static long Bytes
    {
        get
        {
            if (!File.Exists(Counters))
                return 0;
            var line = File.ReadLines(Counters)
                .Select(l => l.TrimStart())
                .FirstOrDefault(l => l.StartsWith("lo:", StringComparison.Ordinal));
            var received = line?[3..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return received is null ? 0 : long.Parse(received, CultureInfo.InvariantCulture);
        }
    }
}
