namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>The scenarios by their names in <c>--only</c>.</summary>
internal static class ScenarioRun
{
    private static readonly (string Name, Func<Stage, CancellationToken, Task<ScenarioReport>> Run)[] All =
    [
        ("open-loop", (stage, stop) => new OpenLoopScenario(stage).RunAsync(stop)),
        ("flood", (stage, stop) => new SoldOutFloodScenario(stage).RunAsync(stop)),
        ("fan-out", (stage, stop) => new FanOutScenario(stage).RunAsync(stop)),
        ("fan-out-orders", (stage, stop) => new FanOutOrdersScenario(stage).RunAsync(stop)),
        ("pause", (stage, stop) => new PauseScenario(stage).RunAsync(stop)),
        ("slow-readers", (stage, stop) => new SlowReadersScenario(stage).RunAsync(stop)),
        ("idle", (stage, stop) => new IdleScenario(stage).RunAsync(stop)),
    ];

    private const string ScaleOut = "scale-out";

    public static IEnumerable<string> Names => All.Select(scenario => scenario.Name).Append(ScaleOut);

    /// <summary>Runs those that were asked for, each with a product and a database of its own.</summary>
    public static async Task<IReadOnlyList<ScenarioReport>> RunAsync(BenchmarkContext context, CancellationToken stop)
    {
        var reports = new List<ScenarioReport>();
        foreach (var (name, run) in All.Where(s => context.Settings.Only.Contains(s.Name)))
        {
            Console.WriteLine($"Scenario {name}");
            reports.Add(
                await context.OnOwnDatabaseAsync(
                    async store =>
                    {
                        await using var stage = await Stage.SetAsync(context, store, stop);
                        return await run(stage, stop);
                    },
                    stop
                )
            );
        }
        if (context.Settings.Only.Contains(ScaleOut))
        {
            Console.WriteLine($"Scenario {ScaleOut}");
            reports.Add(await new ScaleOutScenario(context).RunAsync(stop));
        }
        return reports;
    }
}

/// <summary>The findings of a scenario: figures, and a table that explains them.</summary>
internal sealed record ScenarioReport(
    string Title,
    string What,
    IReadOnlyList<BenchmarkResult> Results,
    string[] Head,
    IReadOnlyList<string[]> Rows,
    BarChart Chart
);
