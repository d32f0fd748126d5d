namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>
/// Everybody follows several sales, each of which moves more often than it may send; the same connections follow a bare hub that sends the
/// same payload ten times a second. Nothing else runs, so what arrives is what the machine can push.
/// </summary>
internal sealed class FanOutScenario(Stage stage)
{
    private const double Least = 0.7;
    private const int UsualViewers = 5_000;
    private const int Sales = 4;

    /// <summary>Orders that make a sale move a little more often than it sends.</summary>
    private const int MovesPerSecond = 12;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var sales = new List<Guid>();
        for (var i = 0; i < Sales; i++)
            sales.Add(await stage.OpenSaleAsync($"fan-out {i}", stop));
        var bare = await stage.BareSignalRAsync(sales[0], stop);
        string[] topics = [.. sales.Select(sale => $"sale/{sale}")];
        var viewers = stage.ViewersOr(UsualViewers);
        await using var ours = await FleetAsync(stage.Product.Address);
        await using var theirs = await FleetAsync(bare.Address);
        var orders = stage.Orders([.. sales]);
        var posts = stage.PeerOrders([.. sales.Select(sale => new Uri(bare.Address, $"orders/{sale}"))]);
        var (product, hub) = (
            new PushMeter(stage, ours, orders, Sales * MovesPerSecond, stage.Product.Process!),
            new PushMeter(stage, theirs, posts, Sales * MovesPerSecond, bare.Process)
        );
        await product.MeasureAsync(stage.Settings.WarmUp, stop);
        await hub.MeasureAsync(stage.Settings.WarmUp, stop);

        var rounds = new List<(Push Product, Push Bare)>();
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            rounds.Add(
                await Turns.MeasureAsync(
                    i,
                    () => product.MeasureAsync(stage.Settings.Duration, stop),
                    () => hub.MeasureAsync(stage.Settings.Duration, stop)
                )
            );
            Console.WriteLine(
                $"  {i}: {rounds[^1].Product.PerSecond:N0} messages/s, bare {rounds[^1].Bare.PerSecond:N0}/s"
            );
        }
        return Write(viewers, rounds, ours.Lost + theirs.Lost);

        Task<ViewerFleet> FleetAsync(Uri server) =>
            ViewerFleet.ConnectAsync(server, viewers, topics, _ => null, stage.Time, stop);
    }

    private static ScenarioReport Write(int viewers, List<(Push Product, Push Bare)> rounds, int lost)
    {
        var reason = Turns.Invalid(
            rounds.Select(r => r.Product.Invalid).Concat(rounds.Select(r => r.Bare.Invalid)),
            lost: lost
        );
        return new(
            "Fan-out alone",
            $"{viewers:N0} connections follow {Sales} sales of the product, as many follow {Sales} topics of a bare hub with the "
                + $"same payload; each topic moves {MovesPerSecond} times a second, and the bare hub sends ten times a second.",
            [
                BenchmarkResult.AtLeast(
                    $"fan-out to {viewers:N0} connections, messages/s / bare SignalR",
                    Least,
                    new(rounds.Select(r => r.Product.PerSecond / Math.Max(1, r.Bare.PerSecond))),
                    reason
                ),
            ],
            ["round", "product messages/s", "product CPU µs/message", "bare messages/s", "bare CPU µs/message"],
            [
                .. rounds.Select(
                    (r, i) =>
                        new[]
                        {
                            $"{i + 1}",
                            $"{r.Product.PerSecond:N0}",
                            $"{r.Product.CpuMicroseconds:0.0}",
                            $"{r.Bare.PerSecond:N0}",
                            $"{r.Bare.CpuMicroseconds:0.0}",
                        }
                ),
            ],
            new(
                "Fan-out",
                "messages/s",
                [
                    new("product", new(rounds.Select(r => r.Product.PerSecond))),
                    new("bare SignalR", new(rounds.Select(r => r.Bare.PerSecond))),
                ]
            )
        );
    }
}
