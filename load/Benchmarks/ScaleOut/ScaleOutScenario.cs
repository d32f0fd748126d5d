namespace FuelGrains.Load.Benchmarks.ScaleOut;

/// <summary>
/// The same orders at the same rate on clusters of one, two and three silos as processes, and on a front that hosts its own: what does an
/// order cost where, and does anybody lose to a customer who came later?
/// </summary>
internal sealed class ScaleOutScenario(BenchmarkContext context)
{
    /// <summary>An order must not lose to one that came this much later.</summary>
    private const double MostOvertaken = 100;
    private const int UsualRate = 1_000;

    private static readonly int[] Silos = [0, 1, 2, 3];

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var rate = context.Settings.Rate > 0 ? context.Settings.Rate : UsualRate;
        var stages = new List<ClusterStage>();
        try
        {
            foreach (var silos in Silos)
            {
                Console.WriteLine($"  starting: silos {ClusterStage.NameOf(silos)}");
                stages.Add(await ClusterStage.SetAsync(context, silos, stop));
                await stages[^1].WarmUpAsync(rate, stop);
            }
            var rounds = await MeasureAsync(stages, rate, stop);
            var rest = new List<ClusterUse>();
            foreach (var stage in stages)
                rest.Add(await stage.RestAsync(context.Settings.Duration, stop));
            return Write(rate, stages, rest, rounds);
        }
        finally
        {
            foreach (var stage in stages)
                await stage.DisposeAsync();
        }
    }

    private async Task<ILookup<ClusterStage, ClusterRound>> MeasureAsync(
        List<ClusterStage> stages,
        int rate,
        CancellationToken stop
    )
    {
        var rounds = new List<(ClusterStage Stage, ClusterRound Round)>();
        for (var i = 1; i <= context.Settings.Iterations; i++)
            foreach (var stage in i % 2 == 1 ? stages : stages.AsEnumerable().Reverse())
            {
                var round = await stage.MeasureAsync(rate, stop);
                rounds.Add((stage, round));
                Console.WriteLine(
                    $"  {i}/{context.Settings.Iterations}: {stage.Name, -24} silos {round.SilosMicroseconds, 5:0} µs, "
                        + $"front {round.FrontMicroseconds, 5:0} µs, PostgreSQL {round.PostgresMicroseconds, 5:0} µs an order, "
                        + $"p99 {round.Orders.Accepted.Milliseconds(99):0.0} ms"
                );
            }
        return rounds.ToLookup(r => r.Stage, r => r.Round);
    }

    private ScenarioReport Write(
        int rate,
        List<ClusterStage> stages,
        List<ClusterUse> rest,
        ILookup<ClusterStage, ClusterRound> rounds
    )
    {
        var seconds = context.Settings.Duration.TotalSeconds;
        return new(
            "Scale-out",
            $"{rate:N0} orders a second at a sale of eight shards, in turn on each cluster; all processes and the generator share this "
                + "machine. CPU an order is that of whole processes, with what they do at rest; PostgreSQL's and the bytes are "
                + "those of the whole machine, so all clusters' rest is in them. An order counts as overtaken when its shard decided "
                + "one before it that was sent later (by plan: was to be sent later); the shard's clock has milliseconds. "
                + "Each process has 28 connections for the ledger, half of the default.",
            [.. stages.SelectMany(stage => Results(stage, rounds[stage].ToList()))],
            [
                "cluster",
                "silos µs",
                "busiest",
                "front µs",
                "PostgreSQL µs",
                "bytes",
                "WAL bytes",
                "p50 ms",
                "p99 ms",
                "overtaken",
                "at rest",
            ],
            [.. stages.Zip(rest, (stage, idle) => Row(stage, rounds[stage].ToList(), idle))],
            new(
                "CPU an order",
                "µs",
                [
                    .. stages.Select(stage => new Bar(
                        stage.Name,
                        new(
                            rounds[stage]
                                .Select(r => r.SilosMicroseconds + r.FrontMicroseconds + r.PostgresMicroseconds)
                        )
                    )),
                ]
            )
        );

        string[] Row(ClusterStage stage, List<ClusterRound> measured, ClusterUse idle) =>
            [
                stage.Name,
                Text(measured, r => r.SilosMicroseconds, "0"),
                Text(measured, r => r.BusiestShare, "0.00"),
                Text(measured, r => r.FrontMicroseconds, "0"),
                Text(measured, r => r.PostgresMicroseconds, "0"),
                Text(measured, r => r.Bytes, "0"),
                Text(measured, r => r.Wal, "0"),
                Text(measured, r => r.Orders.Accepted.Milliseconds(50), "0.0"),
                Text(measured, r => r.Orders.Accepted.Milliseconds(99), "0.0"),
                $"{Text(measured, r => 100.0 * r.BySending.Count / Math.Max(1, r.Orders.AcceptedCount), "0.0")} %",
                $"silos {idle.Silos.Sum(silo => silo.TotalMilliseconds) / seconds:0} ms/s, "
                    + $"front {idle.Front.TotalMilliseconds / seconds:0} ms/s, "
                    + $"PostgreSQL {idle.Postgres.TotalMilliseconds / seconds:0} ms/s",
            ];
    }

    private static IEnumerable<BenchmarkResult> Results(ClusterStage stage, List<ClusterRound> rounds)
    {
        var reason = Turns.Invalid(rounds.Select(round => round.Orders.Invalid(stage.Name)));
        yield return BenchmarkResult.Explaining(
            $"{stage.Name}: CPU an order of silos, front, PostgreSQL",
            $"{Text(rounds, r => r.SilosMicroseconds, "0")}, {Text(rounds, r => r.FrontMicroseconds, "0")}, "
                + $"{Text(rounds, r => r.PostgresMicroseconds, "0")} µs"
        ) with
        {
            Invalid = reason,
        };
        yield return BenchmarkResult.AtMost(
            $"{stage.Name}: longest time by which an order lost to one sent later, ms",
            MostOvertaken,
            new(rounds.Select(r => ClusterRound.Longest(r.BySending))),
            reason
        );
        yield return BenchmarkResult.Explaining(
            $"{stage.Name}: orders of a thousand that lost by more than {MostOvertaken:0} ms",
            Text(rounds, r => r.LostByMore(TimeSpan.FromMilliseconds(MostOvertaken)) * 1_000, "0.0")
        );
        yield return BenchmarkResult.Explaining(
            $"{stage.Name}: the longest time by the planned times, ms",
            Text(rounds, r => ClusterRound.Longest(r.ByPlan), "0")
        );
    }

    private static string Text(List<ClusterRound> rounds, Func<ClusterRound, double> value, string format) =>
        new Measurements(rounds.Select(value)).Text(format);
}
