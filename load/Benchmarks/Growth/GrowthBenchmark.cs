namespace FuelGrains.Load.Benchmarks.Growth;

/// <summary>
/// The rate of orders in a sale that has few orders and in one that has a million, without statistics. Each measurement has a product and a
/// database of its own, so a large sale's other work cannot slow a small one's orders.
/// </summary>
internal sealed class GrowthBenchmark(BenchmarkContext context)
{
    private const double Target = 0.9;
    private const int Few = 1_000;
    private static readonly int[] Sizes = [Few, 100_000, 1_000_000];

    public async Task<(IReadOnlyList<BenchmarkResult> Results, IReadOnlyList<Sample> Samples)> MeasureAsync(
        CancellationToken stop
    )
    {
        var iterations = new List<Dictionary<int, Sample>>();
        for (var i = 1; i <= context.Settings.Iterations; i++)
        {
            var samples = new Dictionary<int, Sample>();
            // The order alternates: otherwise the first size would always find the coolest machine.
            foreach (var size in i % 2 == 1 ? Sizes : [.. Sizes.Reverse()])
                samples[size] = await MeasureAsync(size, i, stop);
            iterations.Add(samples);
        }
        Sample[] all = [.. iterations.SelectMany(i => i.Values)];
        var invalid = Sample.Invalid(all);
        return (
            [
                .. Sizes
                    .Skip(1)
                    .Select(size =>
                        BenchmarkResult.AtLeast(
                            $"orders with {size:N0} in the sale / with {Few:N0}, never analysed",
                            Target,
                            new(iterations.Select(i => i[size].Result.PerSecond / i[Few].Result.PerSecond)),
                            invalid
                        )
                    ),
            ],
            all
        );
    }

    private async Task<Sample> MeasureAsync(int size, int iteration, CancellationToken stop)
    {
        await using var aged = await AgedSale.StartAsync(context, stop);
        // The compiler warms up on a sale of its own.
        await context.Iterations.WarmUpAsync(await aged.OpenAsync("orders, warming up", 0, stop), stop);
        var subject = await aged.OpenAsync($"orders with {size:N0} in the sale", size, stop);
        return await context.Iterations.MeasureAsync(subject, iteration, stop);
    }
}
