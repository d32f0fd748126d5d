using System.Globalization;
using HdrHistogram;

namespace FuelGrains.Load.Reports;

/// <summary>A histogram of microseconds with three exact digits, safe to write from all connections.</summary>
internal sealed class Latency
{
    /// <summary>Longer than any request may take; what is longer still counts as this.</summary>
    private const long LongestMicroseconds = 600_000_000;

    private readonly LongConcurrentHistogram histogram = new(1, LongestMicroseconds, 3);

    public void Record(TimeSpan took) =>
        histogram.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, LongestMicroseconds));

    /// <summary>p50, p99, p99.9 and max in milliseconds; dashes when nothing was recorded.</summary>
    public string[] Cells()
    {
        if (histogram.TotalCount == 0)
            return ["-", "-", "-", "-"];
        return [At(50), At(99), At(99.9), At(100)];
    }

    public string Count => histogram.TotalCount.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>0 when nothing was recorded.</summary>
    public double Milliseconds(double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 1000.0;

    private string At(double percentile) => Milliseconds(percentile).ToString("N1", CultureInfo.InvariantCulture);
}
