using System.Globalization;

namespace FuelGrains.Load.Figures;

/// <summary>
/// Measures the subjects in turn, round after round. A machine drifts by a third within an hour; two figures taken
/// next to each other drift together, so ratios are taken within a round and the rounds are compared.
/// </summary>
internal sealed class Rounds(Wrk wrk, TimeSpan each, int count)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    public async Task<IReadOnlyList<Sample[]>> MeasureAsync(IReadOnlyList<Subject> subjects, CancellationToken stop)
    {
        foreach (var subject in subjects)
        {
            Console.WriteLine($"  warming up: {subject.Name}");
            await RunAsync(subject, WarmUp, stop);
        }

        var rounds = new List<Sample[]>();
        for (var round = 1; round <= count; round++)
        {
            // Forth and back: whoever comes first in a round would otherwise always find the coolest machine.
            var order = round % 2 == 1 ? subjects : [.. subjects.Reverse()];
            var samples = new List<Sample>();
            foreach (var subject in order)
                samples.Add(await SampleAsync(round, subject, stop));
            rounds.Add([.. samples]);
        }
        return rounds;
    }

    private async Task<Sample> SampleAsync(int round, Subject subject, CancellationToken stop)
    {
        var (result, cpu) = await RunAsync(subject, each, stop);
        var sample = new Sample(subject, result, cpu);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  round {round}/{count}: {subject.Name, -30} {result.PerSecond, 8:N0}/s, p99 {result.P99 / 1000:0.0} ms{(sample.Others > 0 ? $", OTHER ANSWERS {sample.OthersByStatus}" : "")}"
            )
        );
        return sample;
    }

    private async Task<(WrkResult Result, TimeSpan Cpu)> RunAsync(
        Subject subject,
        TimeSpan duration,
        CancellationToken stop
    )
    {
        var presses = subject.Presses is { } list ? await list.WriteAsync(duration, stop) : null;
        var before = subject.Server.CpuTime;
        var result = await wrk.RunAsync(subject, presses, duration, stop);
        subject.Presses?.Ran(result);
        return (result, subject.Server.CpuTime - before);
    }
}
