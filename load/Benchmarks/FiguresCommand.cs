namespace FuelGrains.Load.Benchmarks;

/// <summary>The command <c>figures</c>: each figure stands beside its target, and the report says when it falls short.</summary>
internal sealed class FiguresCommand(BenchmarkSettings settings, TimeProvider time)
{
    /// <summary>The figures that have rates, and databases of their own.</summary>
    private static readonly (
        string Name,
        string Title,
        Func<BenchmarkContext, CancellationToken, Task<(IReadOnlyList<BenchmarkResult>, IReadOnlyList<Sample>)>> Measure
    )[] Named =
    [
        ("young", "A database without statistics", (context, stop) => new YoungBenchmark(context).MeasureAsync(stop)),
        ("growth", "A sale that grows", (context, stop) => new GrowthBenchmark(context).MeasureAsync(stop)),
        ("stores", "SQLite beside PostgreSQL", (context, stop) => new StoresBenchmark(context).MeasureAsync(stop)),
    ];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (settings.NeedsWrk)
            Wrk.Require();
        if (settings.NeedsRedis)
            RedisServer.Require();
        var beside = settings.Beside;
        await using var fixture = new RunFixture(settings, time);
        var repository = fixture.Repository;
        var machine = (await Machine.DescribeAsync(repository, stop)).ToList();
        if (settings.Build)
            await repository.BuildFrontAsync(stop);
        await fixture.StartWeChatAsync(ProductionSecrets.KeyBits, stop);
        var context = new BenchmarkContext(settings, fixture);

        var results = new List<BenchmarkResult>();
        IReadOnlyList<Sample> samples = [];
        if (beside is not null)
        {
            machine.Add($"beside: commit {await new Repository(beside.Folder).CommitAsync(stop)}");
            Console.WriteLine($"Two builds in turn, beside this one {beside.Dll}");
            (var compared, samples) = await new BuildComparison(context).MeasureAsync(beside, stop);
            results.AddRange(compared);
        }
        else if (settings.Throughput)
        {
            Console.WriteLine("Throughput against the peers");
            (var measured, samples) = await new ThroughputBenchmark(context).MeasureAsync(stop);
            results.AddRange(measured);
        }
        foreach (var (name, title, measure) in Named)
        {
            if (!settings.Only.Contains(name))
                continue;
            Console.WriteLine(title);
            var (measured, further) = await measure(context, stop);
            results.AddRange(measured);
            samples = [.. samples, .. further];
        }
        if (settings.Only.Contains("reopen"))
            results.AddRange(await new ReopenBenchmark(context).MeasureAsync(stop));
        if (settings.Only.Contains("start"))
            results.AddRange(await new StartupBenchmark(context).MeasureAsync(stop));
        var scenarios = await ScenarioRun.RunAsync(context, stop);
        results.AddRange(scenarios.SelectMany(scenario => scenario.Results));
        if (!settings.Timed)
            results = [.. results.Select(result => result.Unjudged)];

        await Write(machine, results, samples, scenarios)
            .PublishAsync(settings.Results ?? repository.Results, "figures", time);
        fixture.End(held: true);
        return results.Any(r => r.Failed) ? 1 : 0;
    }

    private Report Write(
        IEnumerable<string> machine,
        List<BenchmarkResult> results,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<ScenarioReport> scenarios
    )
    {
        var failed = results.Count(f => f.Failed);
        var met = settings.Timed ? "all met" : "valid, speeds not judged";
        var report = new Report(failed == 0 ? $"Figures: {met}" : $"Figures: {failed} not met")
            .Bullets([
                .. machine,
                $"the product runs in Production; login limits raised: {ProductSettings.Raised}; every other limit at its default",
            ])
            .Table(
                ["figure", "target", "measured", "verdict"],
                results.Select(f => new[] { f.Name, f.Target, f.Measured, f.Verdict })
            );
        if (samples.Count > 0)
            Rates(report, samples);
        foreach (var scenario in scenarios)
            report
                .Section(scenario.Title)
                .Paragraph(scenario.What)
                .Table(scenario.Head, scenario.Rows)
                .Chart(scenario.Chart);
        return report;
    }

    private void Rates(Report report, IReadOnlyList<Sample> samples)
    {
        var subjects = samples.GroupBy(s => s.Subject.Name).OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
        report
            .Section("Rates")
            .Paragraph(
                $"{new Wrk(settings.Threads, settings.Connections)}; {settings.Iterations} iterations of "
                    + $"{settings.Duration.TotalSeconds:0} s a subject, in turn; {settings.Customers:N0} customers take turns, a new "
                    + $"idempotency key each request. The sale (shards: {settings.Shards}) and the peers that take orders have "
                    + $"{settings.OrdersBefore:N0} orders before the first one and were analysed once. Teams of {settings.TeamSize}: each "
                    + "campaign has every customer once. Median "
                    + "(min to max); ratios are taken within an iteration. The store's CPU is that of all processes of PostgreSQL or Redis."
            )
            .Table(Sample.Head, Sample.Rows(samples))
            .Chart(
                new(
                    "Rates",
                    "requests/s",
                    [.. subjects.Select(s => new Bar(s.Key, new(s.Select(x => x.Result.PerSecond))))]
                )
            )
            .Chart(
                new(
                    "CPU of server and store",
                    "µs/request",
                    [
                        .. subjects.Select(s => new Bar(
                            s.Key,
                            new(s.Select(x => x.CpuMicroseconds + (x.StoreCpuMicroseconds ?? 0)))
                        )),
                    ]
                )
            );
    }
}
