using System.Globalization;
using System.Runtime.InteropServices;

namespace FuelGrains.Load.Reports;

/// <summary>Describes the machine and the commit: a figure without them says nothing.</summary>
internal static class Machine
{
    private const string Busy =
        "**the machine was busy with other work when this began: repeat it on a quiet one before believing a figure**";

    public static async Task<string[]> DescribeAsync(Repository repository, CancellationToken stop) =>
        [
            $"commit {await repository.CommitAsync(stop)}",
            $"{Environment.ProcessorCount} cores, {Field("/proc/cpuinfo", "model name")}, {MemoryGiB()} memory, "
                + $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
            $"load average at the start {LoadAverage()}: product, database and generator share these cores",
            .. IsBusy() ? [Busy] : Array.Empty<string>(),
        ];

    /// <summary>Returns whether other work uses more than half of the cores: it would take part in the measurement.</summary>
    private static bool IsBusy() =>
        double.TryParse(LoadAverage().Split(' ')[0], CultureInfo.InvariantCulture, out var load)
        && load > Environment.ProcessorCount / 2.0;

    private static string MemoryGiB()
    {
        var kilobytes = Field("/proc/meminfo", "MemTotal").Split(' ')[0];
        return double.TryParse(kilobytes, CultureInfo.InvariantCulture, out var value)
            ? $"{value / 1024 / 1024:0.0} GiB"
            : "unknown";
    }

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg")
            ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))
            : "unknown";

    private static string Field(string file, string name)
    {
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? "unknown";
    }
}
