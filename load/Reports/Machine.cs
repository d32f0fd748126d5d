using System.Globalization;
using System.Runtime.InteropServices;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Reports;

/// <summary>What a figure was taken on. A number without its machine and commit says nothing.</summary>
internal static class Machine
{
    public static async Task<string[]> DescribeAsync(Repository repository, CancellationToken stop) =>
        [
            $"commit {await repository.CommitAsync(stop)}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} cores, {Field("/proc/cpuinfo", "model name")}, {MemoryGiB()} memory, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
            ),
            $"load average at the start {LoadAverage()}: product, database and generator share these cores",
            .. IsBusy()
                ?
                [
                    "**the machine was busy with other work when this began: repeat it on a quiet one before believing a figure**",
                ]
                : Array.Empty<string>(),
        ];

    /// <summary>More than half the cores in use by somebody else takes part in the measurement.</summary>
    private static bool IsBusy() =>
        double.TryParse(LoadAverage().Split(' ')[0], CultureInfo.InvariantCulture, out var load)
        && load > Environment.ProcessorCount / 2.0;

    private static string MemoryGiB()
    {
        var kilobytes = Field("/proc/meminfo", "MemTotal").Split(' ')[0];
        return double.TryParse(kilobytes, CultureInfo.InvariantCulture, out var value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value / 1024 / 1024:0.0} GiB")
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
