namespace FuelGrains.Load.Benchmarks;

/// <summary>
/// Measures the subjects in turn, iteration after iteration. A machine drifts by a third within an hour; two figures that are taken next to
/// each other drift together, so ratios are taken within an iteration, and the iterations are compared.
/// </summary>
internal sealed class Iterations(Wrk wrk, TimeSpan warmUp, TimeSpan each, int count)
{
    private readonly List<Sample> _all = [];

    /// <summary>Everything that ran until now, the warm-up as well.</summary>
    public IReadOnlyList<Sample> All => _all;

    /// <param name="afterWarmUp">Runs before the first iteration.</param>
    public async Task<IReadOnlyList<Sample[]>> MeasureAsync(
        IReadOnlyList<Subject> subjects,
        CancellationToken stop,
        Func<Task>? afterWarmUp = null
    )
    {
        foreach (var subject in subjects)
            await WarmUpAsync(subject, stop);
        if (afterWarmUp is not null)
            await afterWarmUp();

        var iterations = new List<Sample[]>();
        for (var i = 1; i <= count; i++)
        {
            // The order alternates: otherwise the first subject would always find the coolest machine.
            var samples = new List<Sample>();
            foreach (var subject in i % 2 == 1 ? subjects : subjects.Reverse())
                samples.Add(await MeasureAsync(subject, i, stop));
            iterations.Add([.. samples]);
        }
        return iterations;
    }

    public async Task WarmUpAsync(Subject subject, CancellationToken stop)
    {
        Console.WriteLine($"  warming up: {subject.Name}");
        await RunAsync(subject, warmUp, stop);
    }

    /// <summary>Measures a subject once, in the iteration of that number.</summary>
    public async Task<Sample> MeasureAsync(Subject subject, int iteration, CancellationToken stop)
    {
        var sample = await RunAsync(subject, each, stop);
        var others = sample.Others > 0 ? $", OTHER REPLIES {sample.OthersByStatus}" : "";
        Console.WriteLine(
            $"  {iteration}/{count}: {subject.Name, -30} {sample.Result.PerSecond, 8:N0}/s, {sample.CpuMicroseconds, 6:0.0} µs CPU, "
                + $"p99 {sample.Result.P99 / 1000:0.0} ms{others}"
        );
        return sample;
    }

    private async Task<Sample> RunAsync(Subject subject, TimeSpan duration, CancellationToken stop)
    {
        var requests = subject.Requests is { } list ? await list.WriteAsync(duration, stop) : null;
        var (before, storeBefore) = (subject.Server.CpuTime, subject.StoreCpu?.Invoke());
        var result = await wrk.RunAsync(subject, requests, duration, stop);
        subject.Requests?.Ran(result);
        var store = subject.StoreCpu?.Invoke() - storeBefore;
        var sample = new Sample(subject, result, subject.Server.CpuTime - before, store);
        _all.Add(sample);
        return sample;
    }
}
