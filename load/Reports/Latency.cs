using HdrHistogram;

namespace FuelGrains.Load.Reports;

/// <summary>A histogram of microseconds with three exact digits, safe to write from all connections.</summary>
internal sealed class Latency
{
    public static readonly string[] Head = ["count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"];

    /// <summary>A longer time counts as this one.</summary>
    private const long LongestMicroseconds = 600_000_000;

    private readonly LongConcurrentHistogram _histogram = new(1, LongestMicroseconds, 3);

    public string Count => $"{_histogram.TotalCount:N0}";

    public void Record(TimeSpan took) =>
        _histogram.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, LongestMicroseconds));

    /// <summary>Returns the cells below <see cref="Head"/>.</summary>
    public string[] Cells() => [Count, At(50), At(99), At(99.9), At(100)];

    /// <summary>Returns a percentile; 0 when nothing was recorded.</summary>
    public double Milliseconds(double percentile) =>
        _histogram.TotalCount == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / 1000.0;

    private string At(double percentile) => _histogram.TotalCount == 0 ? "-" : $"{Milliseconds(percentile):N1}";
}
