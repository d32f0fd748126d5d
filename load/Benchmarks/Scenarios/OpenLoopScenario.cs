namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>
/// Orders come at half of the rate that the product can take, as from customers who do not wait for one another; the floor gets the same
/// rate in turn.
/// </summary>
internal sealed class OpenLoopScenario(Stage stage)
{
    private const double MostAtP99 = 3;
    private const double MostAtP999 = 5;
    private const double ShareOfTop = 0.5;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var sale = await stage.OpenSaleAsync("open loop", stop);
        var floor = await stage.Peers.FloorAsync(stop);
        var rate = stage.Settings.Rate > 0 ? stage.Settings.Rate : (int)(await TopRateAsync(sale, stop) * ShareOfTop);
        var (orders, posts) = (stage.Orders(sale), stage.PeerOrders(new Uri(floor.Address, "empty")));
        await stage.WarmUpAsync(orders, rate, stop);
        await stage.WarmUpAsync(posts, rate, stop);

        var rounds = new List<(OpenLoopResult Floor, OpenLoopResult Product)>();
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            var (product, floorPosts) = await Turns.MeasureAsync(
                i,
                () => MeasureAsync(orders, rate, stop),
                () => MeasureAsync(posts, rate, stop)
            );
            rounds.Add((floorPosts, product));
            Console.WriteLine(
                $"  {i}: at {rate:N0}/s p99 {product.Accepted.Milliseconds(99):0.0} ms, "
                    + $"floor {floorPosts.Accepted.Milliseconds(99):0.0} ms"
            );
        }
        return Write(rate, rounds);
    }

    private Task<OpenLoopResult> MeasureAsync(OrderRequests requests, int rate, CancellationToken stop) =>
        new OpenLoop(requests, rate, stage.Time).RunAsync(stage.Settings.Duration, stop);

    private async Task<double> TopRateAsync(Guid sale, CancellationToken stop)
    {
        var tokens = await stage.Context.WriteTokensAsync("top.tokens", stage.Customers.Select(c => c.Token), stop);
        var subject = new Subject("top rate", stage.OrdersUrl(sale), "POST", 201, tokens, stage.Product.Process!);
        var wrk = new Wrk(stage.Settings.Threads, stage.Settings.Connections);
        await wrk.RunAsync(subject, null, stage.Settings.WarmUp, stop);
        return (await wrk.RunAsync(subject, null, stage.Settings.Duration, stop)).PerSecond;
    }

    private static ScenarioReport Write(int rate, List<(OpenLoopResult Floor, OpenLoopResult Product)> rounds)
    {
        var reason = Turns.Invalid(
            rounds.Select(r => r.Product.Invalid("orders")).Concat(rounds.Select(r => r.Floor.Invalid("floor")))
        );
        return new(
            "Open loop",
            $"{rate:N0} orders a second, then as many requests to floor POST, in turn. A latency counts from the intended send time; the "
                + "generator's part is from that time to the sending, with the wait for a free connection.",
            [
                BenchmarkResult.AtMost($"open loop at {rate:N0}/s, p99 / floor POST", MostAtP99, Ratio(99), reason),
                BenchmarkResult.AtMost(
                    $"open loop at {rate:N0}/s, p99.9 / floor POST",
                    MostAtP999,
                    Ratio(99.9),
                    reason
                ),
            ],
            ["what, round", .. Latency.Head],
            [
                .. rounds.SelectMany(
                    (r, i) =>
                        new string[][]
                        {
                            [$"orders, {i + 1}", .. r.Product.Accepted.Cells()],
                            [$"orders, {i + 1}: the generator's part", .. r.Product.Lateness.Cells()],
                            [$"floor POST, {i + 1}", .. r.Floor.Accepted.Cells()],
                            [$"floor POST, {i + 1}: the generator's part", .. r.Floor.Lateness.Cells()],
                        }
                ),
            ],
            new(
                "Open loop: p99",
                "ms",
                [
                    new("orders", new(rounds.Select(r => r.Product.Accepted.Milliseconds(99)))),
                    new("floor POST", new(rounds.Select(r => r.Floor.Accepted.Milliseconds(99)))),
                ]
            )
        );

        Measurements Ratio(double percentile) =>
            new(
                rounds.Select(r =>
                    r.Product.Accepted.Milliseconds(percentile)
                    / Math.Max(0.001, r.Floor.Accepted.Milliseconds(percentile))
                )
            );
    }
}
