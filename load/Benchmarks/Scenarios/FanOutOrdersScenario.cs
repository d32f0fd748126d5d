namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>
/// A sale takes orders at a fixed rate while everybody looks: how long after its commit does an order show? The bare hub sends as much
/// beside a floor POST at the same rate.
/// </summary>
internal sealed class FanOutOrdersScenario(Stage stage)
{
    private const double MostAtP99 = 1.5;
    private const double LeastMessages = 3;
    private const int UsualViewers = 5_000;
    private const int UsualRate = 2_000;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var (viewers, rate) = (stage.ViewersOr(UsualViewers), stage.RateOr(UsualRate));
        var sale = await stage.OpenSaleAsync("fan-out with orders", stop);
        var bare = await stage.BareSignalRAsync(sale, stop);
        await using var ours = await FleetAsync(stage.Product.Address);
        await using var theirs = await FleetAsync(bare.Address);
        var product = new NewsMeter(stage, ours, stage.Orders(sale), rate);
        var hub = new NewsMeter(stage, theirs, stage.PeerOrders(new Uri(bare.Address, $"orders/{sale}")), rate);
        await product.MeasureAsync(stage.Settings.WarmUp, stop);
        await hub.MeasureAsync(stage.Settings.WarmUp, stop);

        var rounds = new List<(News Product, News Bare)>();
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            var (news, bareNews) = await Turns.MeasureAsync(
                i,
                () => product.MeasureAsync(stage.Settings.Duration, stop),
                () => hub.MeasureAsync(stage.Settings.Duration, stop)
            );
            rounds.Add((news, bareNews));
            Console.WriteLine(
                $"  {i}: p99 {news.Took.Milliseconds(99):0.0} ms, bare {bareNews.Took.Milliseconds(99):0.0} ms"
            );
        }
        return Write(viewers, rate, rounds, ours.Lost + theirs.Lost);

        Task<ViewerFleet> FleetAsync(Uri server) =>
            ViewerFleet.ConnectAsync(server, viewers, [$"sale/{sale}"], _ => null, stage.Time, stop);
    }

    private static ScenarioReport Write(int viewers, int rate, List<(News Product, News Bare)> rounds, int lost)
    {
        var reason = Turns.Invalid(
            rounds.Select(r => r.Product.Invalid).Concat(rounds.Select(r => r.Bare.Invalid)),
            lost: lost
        );
        var least = new Measurements(rounds.Select(r => r.Product.LeastPerSecond));
        return new(
            "Fan-out with orders",
            $"{viewers:N0} connections follow a sale that takes {rate:N0} orders a second. A message counts from the acknowledgement "
                + "of the oldest order that it shows first to its arrival; the bare hub gets as many requests and counts them.",
            [
                BenchmarkResult.AtMost(
                    $"order to {viewers:N0} clients at {rate:N0} orders/s, p99 / bare SignalR",
                    MostAtP99,
                    new(
                        rounds.Select(r =>
                            r.Product.Took.Milliseconds(99) / Math.Max(0.001, r.Bare.Took.Milliseconds(99))
                        )
                    ),
                    reason
                ),
                BenchmarkResult.AtLeast(
                    "of that, messages a second of the viewer with the fewest",
                    LeastMessages,
                    least,
                    reason
                ),
            ],
            ["what, round", .. Latency.Head],
            [
                .. rounds.SelectMany(
                    (r, i) =>
                        new string[][]
                        {
                            [$"product, order to client, {i + 1}", .. r.Product.Took.Cells()],
                            [$"bare, order to client, {i + 1}", .. r.Bare.Took.Cells()],
                            [$"product, order itself, {i + 1}", .. r.Product.Orders.Accepted.Cells()],
                            [$"bare, request itself, {i + 1}", .. r.Bare.Orders.Accepted.Cells()],
                        }
                ),
            ],
            new(
                "Order to client: p99",
                "ms",
                [
                    new("product", new(rounds.Select(r => r.Product.Took.Milliseconds(99)))),
                    new("bare SignalR", new(rounds.Select(r => r.Bare.Took.Milliseconds(99)))),
                ]
            )
        );
    }
}
