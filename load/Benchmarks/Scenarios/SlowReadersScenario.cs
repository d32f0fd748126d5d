namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>Sockets that never read may not make the others wait: rounds without them and with them, in turn.</summary>
internal sealed class SlowReadersScenario(Stage stage)
{
    private const double MostAtP99 = 1.2;
    private const int UsualViewers = 1_000;
    private const int UsualRate = 200;

    /// <summary>Slow readers follow so many sales more, which fills their buffers within seconds.</summary>
    private const int FurtherSales = 10;
    private const int MovesPerSecond = 12;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var (viewers, rate) = (stage.ViewersOr(UsualViewers), stage.RateOr(UsualRate));
        var sale = await stage.OpenSaleAsync("slow readers", stop);
        var further = new List<Guid>();
        for (var i = 0; i < FurtherSales; i++)
            further.Add(await stage.OpenSaleAsync($"slow readers {i}", stop));
        string[] topics = [.. further.Append(sale).Select(id => $"sale/{id}")];
        await using var fleet = await ViewerFleet.ConnectAsync(
            stage.Product.Address,
            viewers,
            [$"sale/{sale}"],
            _ => null,
            stage.Time,
            stop
        );
        var meter = new NewsMeter(stage, fleet, stage.Orders(sale), rate);
        var stuffing = stage.Orders([.. further]);
        await meter.MeasureAsync(stage.Settings.WarmUp, stop);

        var rounds = new List<(News Without, News With)>();
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            // The further sales move in both halves, so that only the readers differ.
            var without = await MeasureAsync();
            await using (await SlowAsync())
                rounds.Add((without, await MeasureAsync()));
            Console.WriteLine(
                $"  {i}: p99 {without.Took.Milliseconds(99):0.0} ms, with slow readers {rounds[^1].With.Took.Milliseconds(99):0.0} ms"
            );
        }
        return Write(viewers, rate, rounds, fleet.Lost);

        Task<ViewerFleet> SlowAsync() =>
            ViewerFleet.ConnectSlowAsync(stage.Product.Address, stage.Settings.SlowReaders, topics, stage.Time, stop);

        async Task<News> MeasureAsync()
        {
            var stuff = new OpenLoop(stuffing, FurtherSales * MovesPerSecond, stage.Time);
            await stuff.RunAsync(stage.Settings.WarmUp, stop);
            var meanwhile = stuff.RunAsync(stage.Settings.Duration, stop);
            var news = await meter.MeasureAsync(stage.Settings.Duration, stop);
            await meanwhile;
            return news;
        }
    }

    private ScenarioReport Write(int viewers, int rate, List<(News Without, News With)> rounds, int lost)
    {
        var reason = Turns.Invalid(
            rounds.Select(r => r.Without.Invalid).Concat(rounds.Select(r => r.With.Invalid)),
            "reading connections",
            lost
        );
        return new(
            "Slow readers",
            $"{viewers:N0} connections read a sale that takes {rate:N0} orders a second; {stage.Settings.SlowReaders} further sockets "
                + $"with small buffers follow it and {FurtherSales} busy sales, and never read.",
            [
                BenchmarkResult.AtMost(
                    $"{stage.Settings.SlowReaders} sockets that never read: the others' p99 / without them",
                    MostAtP99,
                    new(
                        rounds.Select(r =>
                            r.With.Took.Milliseconds(99) / Math.Max(0.001, r.Without.Took.Milliseconds(99))
                        )
                    ),
                    reason
                ),
            ],
            ["order to client, round", .. Latency.Head],
            [
                .. rounds.SelectMany(
                    (r, i) =>
                        new string[][]
                        {
                            [$"without, {i + 1}", .. r.Without.Took.Cells()],
                            [$"with slow readers, {i + 1}", .. r.With.Took.Cells()],
                        }
                ),
            ],
            new(
                "Order to client: p99",
                "ms",
                [
                    new("without slow readers", new(rounds.Select(r => r.Without.Took.Milliseconds(99)))),
                    new("with slow readers", new(rounds.Select(r => r.With.Took.Milliseconds(99)))),
                ]
            )
        );
    }
}
