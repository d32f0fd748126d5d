namespace FuelGrains.Load.Benchmarks.Growth;

/// <summary>
/// The first minute of a database that was never analysed, in turn with one that was: a database has no statistics after a set-up, a
/// restore or an upgrade of PostgreSQL. Both products take their first order on empty tables and grow alike; the other one is analysed
/// after its warm-up.
/// </summary>
internal sealed class YoungBenchmark(BenchmarkContext context)
{
    private const double Target = 0.9;
    private const string Young = "orders, never analysed";
    private const string Analysed = "orders, analysed";

    public async Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        CancellationToken stop
    )
    {
        await using var young = await AgedSale.StartAsync(context, stop);
        await using var analysed = await AgedSale.StartAsync(context, stop);
        Subject[] subjects = [await young.OpenAsync(Young, 0, stop), await analysed.OpenAsync(Analysed, 0, stop)];
        var iterations = await context.Iterations.MeasureAsync(
            subjects,
            stop,
            afterWarmUp: () => TableStatistics.GatherAsync(analysed.Store, stop)
        );
        Sample[] samples = [.. iterations.SelectMany(i => i)];
        var ratios = iterations.Select(i => Sample.Rate(i, Young) / Sample.Rate(i, Analysed)).ToArray();
        var (invalid, name) = (Sample.Invalid(samples), $"{Young} / {Analysed}");
        return (
            [
                BenchmarkResult.AtLeast(name, Target, new(ratios), invalid),
                // Flat: the last iteration, with the most orders, is no worse than the first.
                BenchmarkResult.AtLeast(
                    $"{name}: last iteration / first",
                    Target,
                    new([ratios[^1] / ratios[0]]),
                    invalid
                ),
            ],
            samples
        );
    }
}
