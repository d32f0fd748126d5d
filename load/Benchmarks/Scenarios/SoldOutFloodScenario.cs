namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>
/// A small sale is gone at once, and everybody goes on pressing the button, while a second sale takes orders at a fixed rate. The flood may
/// not sell a unit too many, and it is reported what it costs, and what it does to the customers of the other sale.
/// </summary>
internal sealed class SoldOutFloodScenario(Stage stage)
{
    private const int Stock = 2_000;
    private const int OtherRate = 200;

    /// <summary>Statuses of a flood: accepted, refused.</summary>
    private static readonly string[] Expected = ["201", "409"];
    private const double OthersAllowed = 0.01;

    /// <summary>Runs of the warm-up's length after which a sale of this stock is sold out on any machine.</summary>
    private const int MostToSellOut = 30;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var sale = await stage.OpenSaleAsync("flood", stop, Stock);
        var other = await stage.OpenSaleAsync("beside the flood", stop);
        var tokens = await stage.Context.WriteTokensAsync("flood.tokens", stage.Customers.Select(c => c.Token), stop);
        var subject = new Subject("flood", stage.OrdersUrl(sale), "POST", 409, tokens, stage.Product.Process!);
        var wrk = new Wrk(stage.Settings.Threads, stage.Settings.Connections);
        var (requests, rate) = (stage.Orders(other), stage.RateOr(OtherRate));
        await stage.WarmUpAsync(requests, rate, stop);

        var floods = new List<WrkResult>();
        do floods.Add(await wrk.RunAsync(subject, null, stage.Settings.WarmUp, stop));
        while (floods[^1].Statuses.ContainsKey("201") && floods.Count < MostToSellOut);
        var selling = floods.Count;
        var (calm, meanwhile, cpu) = (new List<OpenLoopResult>(), new List<OpenLoopResult>(), new List<double>());
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            calm.Add(await OthersAsync());
            var (before, beside) = (stage.Product.Process!.CpuTime, OthersAsync());
            floods.Add(await wrk.RunAsync(subject, null, stage.Settings.Duration, stop));
            meanwhile.Add(await beside);
            cpu.Add((stage.Product.Process!.CpuTime - before).TotalMicroseconds / Math.Max(1, floods[^1].Requests));
            Console.WriteLine($"  {i}: {floods[^1].PerSecond:N0} refusals/s");
        }
        var sold = await CampaignRows.CountAsync((PostgresStore)stage.Store, sale, stop);
        return Write(rate, sold, selling, floods, calm, meanwhile, cpu);

        Task<OpenLoopResult> OthersAsync() =>
            new OpenLoop(requests, rate, stage.Time).RunAsync(stage.Settings.Duration, stop);
    }

    private static ScenarioReport Write(
        int rate,
        long sold,
        int selling,
        List<WrkResult> floods,
        List<OpenLoopResult> calm,
        List<OpenLoopResult> meanwhile,
        List<double> cpu
    )
    {
        var acknowledged = floods.Sum(f => f.Statuses.GetValueOrDefault("201"));
        var reason = Turns.Invalid(
            floods.Select(Invalid).Concat(calm.Concat(meanwhile).Select(r => r.Invalid("the other sale")))
        );
        return new(
            "Sold-out flood",
            $"{Stock:N0} units, then a closed loop that is refused; beside it a second sale takes {rate:N0} orders a second.",
            [
                new(
                    $"flood: orders of {Stock:N0} units",
                    $"= {Stock}",
                    $"{sold:N0} rows, {acknowledged:N0} acknowledged",
                    sold == Stock && acknowledged <= Stock,
                    sold == Stock && acknowledged <= Stock ? reason : "the sale sold another number than its stock"
                ),
                BenchmarkResult.Explaining(
                    "flood: refusals a second",
                    Of(floods.Skip(selling).Select(f => f.PerSecond), "N0")
                ),
                BenchmarkResult.Explaining(
                    "flood: product CPU a request, the other sale's included",
                    Of(cpu, "0.0") + " µs"
                ),
                BenchmarkResult.Explaining(
                    "flood: order p99 of the other sale / before",
                    new Measurements(
                        calm.Zip(
                            meanwhile,
                            (c, m) => m.Accepted.Milliseconds(99) / Math.Max(0.001, c.Accepted.Milliseconds(99))
                        )
                    ).Text("0.00")
                ),
            ],
            ["the other sale, round", .. Latency.Head],
            [
                .. calm.Zip(meanwhile)
                    .SelectMany(
                        (r, i) =>
                            new string[][]
                            {
                                [$"before, {i + 1}", .. r.First.Accepted.Cells()],
                                [$"beside the flood, {i + 1}", .. r.Second.Accepted.Cells()],
                            }
                    ),
            ],
            new(
                "Order p99 of the other sale",
                "ms",
                [
                    new("before", new(calm.Select(r => r.Accepted.Milliseconds(99)))),
                    new("beside the flood", new(meanwhile.Select(r => r.Accepted.Milliseconds(99)))),
                ]
            )
        );
    }

    private static string Of(IEnumerable<double> values, string format) => new Measurements(values).Text(format);

    private static string Invalid(WrkResult flood)
    {
        var others = flood.Broken + flood.Statuses.Where(s => !Expected.Contains(s.Key)).Sum(s => s.Value);
        return flood.Requests > 0 && others <= flood.Requests * OthersAllowed
            ? ""
            : $"flood: {others:N0} of {flood.Requests:N0} replies were neither 201 nor 409";
    }
}
