namespace FuelGrains.Load.Benchmarks.Scenarios;

/// <summary>Open apps that watch nothing: the CPU that their connections alone cost, beside the same product without them.</summary>
internal sealed class IdleScenario(Stage stage)
{
    private const double MostOfACore = 0.05;
    private const int UsualConnections = 10_000;

    public async Task<ScenarioReport> RunAsync(CancellationToken stop)
    {
        var connections = stage.ViewersOr(UsualConnections);
        var alone = await MeasureAsync("alone", stop);
        await using var fleet = await ViewerFleet.ConnectAsync(
            stage.Product.Address,
            connections,
            topics: [],
            viewer => stage.Customers[viewer % stage.Customers.Length].Token,
            stage.Time,
            stop
        );
        // The costs of connecting, garbage included, are over after the warm-up.
        await Task.Delay(stage.Settings.WarmUp, stage.Time, stop);
        var connected = await MeasureAsync($"with {connections:N0} connections", stop);
        var (before, with) = (new Measurements(alone), new Measurements(connected));
        return new(
            "Idle connections",
            $"{connections:N0} connections watch nothing and say so every fifteen seconds, as SignalR's clients do.",
            [
                BenchmarkResult.AtMost(
                    "idle connections: CPU of the product in cores, less what it takes without them",
                    MostOfACore,
                    new(connected.Select(cores => cores - before.Median)),
                    Turns.Invalid([], "connections", fleet.Lost)
                ),
            ],
            ["the product's CPU", "cores"],
            [
                ["alone", before.Text("0.000")],
                ["with the connections", with.Text("0.000")],
            ],
            new("The product's CPU", "cores", [new("alone", before), new("with the connections", with)])
        );
    }

    private async Task<double[]> MeasureAsync(string what, CancellationToken stop)
    {
        var cores = new double[stage.Settings.Iterations];
        for (var i = 0; i < cores.Length; i++)
        {
            var (cpu, began) = (stage.Product.Process!.CpuTime, stage.Time.GetTimestamp());
            await Task.Delay(stage.Settings.Duration, stage.Time, stop);
            cores[i] = (stage.Product.Process!.CpuTime - cpu) / stage.Time.GetElapsedTime(began);
            Console.WriteLine($"  {what}, {i + 1}: {cores[i]:0.000} cores");
        }
        return cores;
    }
}
