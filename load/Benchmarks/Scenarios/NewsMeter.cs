namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>Times how long a fleet waits for the orders of one sale, which come at a fixed rate.</summary>
internal sealed class NewsMeter(Stage stage, ViewerFleet fleet, OrderRequests requests, int perSecond)
{
    /// <summary>News that come later than this after the last order count as lost.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Orders that the sale had before the measurement: all of them are this meter's.</summary>
    private long _before;

    public async Task<News> MeasureAsync(TimeSpan duration, CancellationToken stop)
    {
        var (clock, took, before) = (
            new OrderClock((long)(perSecond * duration.TotalSeconds), stage.Time),
            new Latency(),
            _before
        );
        var shown = new long[fleet.Viewers.Count];
        for (var i = 0; i < fleet.Viewers.Count; i++)
        {
            var viewer = i;
            fleet.Viewers[i].Also = message =>
            {
                if (SaleMessage.Held(message) - before is not { } held || held <= shown[viewer])
                    return;
                took.Record(clock.Since(shown[viewer]));
                Volatile.Write(ref shown[viewer], held);
            };
        }
        var messages = fleet.Viewers.Select(viewer => viewer.Messages).ToList();
        var loop = new OpenLoop(requests, perSecond, stage.Time) { Accepted = clock.Acknowledged };
        var orders = await loop.RunAsync(duration, stop);
        var fewest = fleet.Viewers.Select((viewer, i) => viewer.Messages - messages[i]).Min();
        var all = () => Task.FromResult(shown.All(held => held >= orders.AcceptedCount));
        var current = await stage.Time.UntilAsync(PollEvery, Late, all, stop);
        _before += orders.AcceptedCount;
        var missing = current
            ? ""
            : $"{shown.Count(held => held < orders.AcceptedCount):N0} viewers never saw the last order";
        return new(took, orders, fewest / duration.TotalSeconds, missing);
    }
}

/// <param name="LeastPerSecond">Messages a second of the viewer who got the fewest, while orders came.</param>
/// <param name="Missing">Who was never told; empty when everybody was.</param>
internal sealed record News(Latency Took, OpenLoopResult Orders, double LeastPerSecond, string Missing)
{
    public string Invalid =>
        Missing.Length > 0 ? Missing
        : LeastPerSecond == 0 ? "a viewer got no message"
        : Orders.Invalid("orders");
}
