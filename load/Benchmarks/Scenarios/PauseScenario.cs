namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>
/// Everybody follows the sale and their own orders while orders come at a fixed rate. Staff restock, pause and resume: how long until every
/// client is current, and what do the orders feel of a restock?
/// </summary>
internal sealed class PauseScenario(Stage stage)
{
    private const double MostSeconds = 3;
    private const double MostAtP99 = 2;
    private const int UsualViewers = 5_000;
    private const int UsualRate = 500;
    private const int Refused = 409;
    private const long Restocked = 1_000;

    /// <summary>Clients that are not current after so long never are.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(10);
    private static readonly double Never = GiveUpAfter.TotalSeconds;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var (viewers, rate) = (stage.ViewersOr(UsualViewers), stage.RateOr(UsualRate));
        var sale = await stage.OpenSaleAsync("pause", stop);
        var requests = stage.Orders(sale);
        await using var fleet = await ViewerFleet.ConnectAsync(
            stage.Product.Address,
            viewers,
            [$"sale/{sale}", "me"],
            i => stage.Customers[i % stage.Customers.Length].Token,
            stage.Time,
            stop
        );
        var audience = new Audience(fleet, topics: 2, stage.Time, stop);
        await stage.WarmUpAsync(requests, rate, stop);

        var rounds = new List<PauseRound>();
        for (var i = 1; i <= stage.Settings.Iterations; i++)
        {
            var before = await OrdersAsync();
            var meanwhile = OrdersAsync();
            var stock = (await stage.Staff.SaleAsync(sale, stop)).Sale.Stock + Restocked;
            var restock = await UntilAllAsync("restock", new { delta = Restocked }, m => SaleMessage.Stock(m) >= stock);
            var after = await meanwhile;
            var mixed = OrdersAsync();
            var pause = await UntilAllAsync("pause", null, SaleMessage.IsPaused);
            var resume = await UntilAllAsync("resume", null, SaleMessage.IsPublished);
            rounds.Add(new(before, after, await mixed, restock, pause, resume));
            Console.WriteLine(
                $"  {i}: current {restock:0.00} s after restock, {pause:0.00} s after pause, {resume:0.00} s after resume"
            );
        }
        return Write(viewers, rate, rounds, fleet.Lost, audience.Resyncs);

        Task<OpenLoopResult> OrdersAsync() =>
            new OpenLoop(requests, rate, stage.Time).RunAsync(stage.Settings.Duration, stop);

        async Task<double> UntilAllAsync(string action, object? body, SaysSo says)
        {
            var everybody = audience.Await(says);
            var began = stage.Time.GetTimestamp();
            await stage.Staff.ActAsync($"api/admin/flash-sales/{sale}/{action}", stop, body);
            return await stage.Time.UntilAsync(PollEvery, GiveUpAfter, () => Task.FromResult(everybody()), stop)
                ? stage.Time.GetElapsedTime(began).TotalSeconds
                : Never;
        }
    }

    private static ScenarioReport Write(int viewers, int rate, List<PauseRound> rounds, int lost, long resyncs)
    {
        var reasons = rounds
            .SelectMany(r =>
                new[]
                {
                    r.Before.Invalid("orders before"),
                    r.Meanwhile.Invalid("orders after the restock"),
                    r.Mixed.Invalid("orders around the pause", Refused),
                }
            )
            .Append(lost > 0 ? $"{lost:N0} connections were lost" : "")
            .Append(rounds.All(r => r.Slowest < Never) ? "" : "not every client became current");
        var reason = reasons.FirstOrDefault(r => r.Length > 0, "");
        return new(
            "Pause and resume under watchers",
            $"{viewers:N0} connections follow the sale and `me` while {rate:N0} orders a second come. Times are from the staff's request; "
                + "current is a client that has read the new state and the snapshots that it was told to take; "
                + $"{resyncs:N0} snapshots were taken in all.",
            [
                Seconds("restock: every client current", rounds.Select(r => r.Restock)),
                Seconds("pause: every client current", rounds.Select(r => r.Pause)),
                Seconds("resume: every client current", rounds.Select(r => r.Resume)),
                BenchmarkResult.AtMost(
                    "restock: order p99 meanwhile / before",
                    MostAtP99,
                    new(
                        rounds.Select(r =>
                            r.Meanwhile.Accepted.Milliseconds(99) / Math.Max(0.001, r.Before.Accepted.Milliseconds(99))
                        )
                    ),
                    reason
                ),
            ],
            ["orders, round", .. Latency.Head],
            [
                .. rounds.SelectMany(
                    (r, i) =>
                        new string[][]
                        {
                            [$"before, {i + 1}", .. r.Before.Accepted.Cells()],
                            [$"restock, {i + 1}", .. r.Meanwhile.Accepted.Cells()],
                            [$"pause and resume, {i + 1}", .. r.Mixed.Accepted.Cells()],
                        }
                ),
            ],
            new(
                "Every client current",
                "s",
                [
                    new("restock", new(rounds.Select(r => r.Restock))),
                    new("pause", new(rounds.Select(r => r.Pause))),
                    new("resume", new(rounds.Select(r => r.Resume))),
                ]
            )
        );

        BenchmarkResult Seconds(string name, IEnumerable<double> seconds) =>
            BenchmarkResult.AtMost($"{name}, seconds", MostSeconds, new(seconds), reason);
    }

    private sealed record PauseRound(
        OpenLoopResult Before,
        OpenLoopResult Meanwhile,
        OpenLoopResult Mixed,
        double Restock,
        double Pause,
        double Resume
    )
    {
        public double Slowest => Math.Max(Restock, Math.Max(Pause, Resume));
    }
}
