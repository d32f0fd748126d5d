namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>Counts the messages that reach a fleet while its topics move at a fixed rate.</summary>
internal sealed class PushMeter(
    Stage stage,
    ViewerFleet fleet,
    OrderRequests requests,
    int movesPerSecond,
    ChildProcess server
)
{
    /// <summary>A backlog of one subject may not be pushed in the next one's time.</summary>
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    public async Task<Push> MeasureAsync(TimeSpan duration, CancellationToken stop)
    {
        var (messages, cpu, began) = (fleet.Messages, server.CpuTime, stage.Time.GetTimestamp());
        var least = fleet.Viewers.Select(viewer => viewer.Messages).ToList();
        var moving = await new OpenLoop(requests, movesPerSecond, stage.Time).RunAsync(duration, stop);
        var took = stage.Time.GetElapsedTime(began);
        var push = new Push(
            fleet.Messages - messages,
            took,
            server.CpuTime - cpu,
            fleet.Viewers.Select((viewer, i) => viewer.Messages - least[i]).Min(),
            moving.Invalid("orders that move the topics")
        );
        await SettleAsync(stop);
        return push;
    }

    private async Task SettleAsync(CancellationToken stop)
    {
        var last = -1L;
        await stage.Time.UntilAsync(
            Quiet,
            SettlesWithin,
            () =>
            {
                var now = fleet.Messages;
                var quiet = now == last;
                last = now;
                return Task.FromResult(quiet);
            },
            stop
        );
    }
}

/// <param name="Least">The messages of the viewer who got the fewest.</param>
/// <param name="Broken">Why the topics did not move as they were to; empty when they did.</param>
internal sealed record Push(long Messages, TimeSpan Took, TimeSpan Cpu, long Least, string Broken)
{
    public double PerSecond => Messages / Took.TotalSeconds;
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Math.Max(1, Messages);
    public string Invalid =>
        Broken.Length > 0 ? Broken
        : Least == 0 ? "a viewer got no message"
        : "";
}
