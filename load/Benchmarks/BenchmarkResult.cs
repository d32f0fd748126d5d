namespace FuelGrains.Load.Benchmarks;

/// <summary>A figure with its target and what was measured.</summary>
/// <param name="Met">Null: the figure has no target, and only explains another one.</param>
/// <param name="Invalid">Why the measurement counts for nothing; empty when it counts.</param>
internal sealed record BenchmarkResult(string Name, string Target, string Measured, bool? Met, string Invalid = "")
{
    public bool Failed => Met == false || Invalid.Length > 0;

    public string Verdict =>
        (Invalid.Length > 0, Met) switch
        {
            (true, _) => $"INVALID: {Invalid}",
            (_, null) => "",
            (_, true) => "met",
            (_, false) => "FALLS SHORT",
        };

    /// <summary>The same figure without its verdict: what was measured still counts for nothing when it is invalid.</summary>
    public BenchmarkResult Unjudged => this with { Met = null };

    public static BenchmarkResult Explaining(string name, string measured) => new(name, "", measured, null);

    public static BenchmarkResult AtLeast(string name, double target, Measurements measured, string invalid) =>
        new(name, $">= {target}", measured.Text("0.00"), measured.Median >= target, invalid);

    public static BenchmarkResult AtMost(string name, double target, Measurements measured, string invalid) =>
        new(name, $"<= {target}", measured.Text("0.00"), measured.Median <= target, invalid);

    public static BenchmarkResult Below(
        string name,
        double target,
        Measurements measured,
        string unit,
        string format
    ) => new(name, $"< {target}{unit}", measured.Text(format) + unit, measured.Median < target);
}

/// <summary>A quantity that was measured several times: the median speaks, and the extremes say how far to trust it.</summary>
internal sealed class Measurements(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Least => _sorted[0];
    public double Most => _sorted[^1];

    public double Median =>
        _sorted.Length % 2 == 1
            ? _sorted[_sorted.Length / 2]
            : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    public string Text(string format)
    {
        string Show(double value) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        return _sorted.Length == 1 ? Show(Median) : $"{Show(Median)} ({Show(_sorted[0])} to {Show(_sorted[^1])})";
    }
}
