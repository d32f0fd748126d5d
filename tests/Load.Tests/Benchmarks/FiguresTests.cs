namespace FuelGrains.Load.Tests.Benchmarks;

/// <summary>
/// Runs the figures, small, with every peer and scenario as processes. Speeds are not judged here; a subject that answers wrongly, keeps
/// less than it acknowledged, or reaches nobody makes the run fail.
/// </summary>
public sealed class FiguresTests
{
    private static readonly string[] Small =
    [
        "--untimed",
        "--postgres",
        SmallRun.PostgresServer,
        "--rounds",
        "1",
        "--warm-up",
        "1",
        "--connections",
        "8",
    ];

    private static readonly string[] Few = [.. Small, "--customers", "300"];

    /// <summary>A fast machine refuses 36,000 a second: so many customers share them within the limit of each.</summary>
    private static readonly string[] Many = [.. Small, "--customers", "2000"];

    [Fact]
    public async Task The_judged_ratios_are_measured_against_all_peers()
    {
        var report = await SmallRun.ReportAsync(
            "figures",
            [.. Many, "--only", "orders,refusals", "--seconds", "1", "--orders-before", "500"]
        );
        string[] figures =
        [
            "durable orders / redis-lua ",
            "durable orders / floor POST",
            "durable orders / row-lock",
            "durable orders / redis-lua that remembers tokens",
            "refusals all-held / floor POST",
        ];
        foreach (var figure in figures)
            report.ShouldContain(figure);
    }

    [Fact]
    public async Task Both_stores_take_orders_in_turn()
    {
        var report = await SmallRun.ReportAsync("figures", [.. Few, "--only", "stores", "--seconds", "1"]);
        report.ShouldContain("orders on SQLite / orders on PostgreSQL");
    }

    [Fact]
    public async Task Every_scenario_reaches_its_clients()
    {
        var report = await SmallRun.ReportAsync(
            "figures",
            [
                .. Few,
                "--only",
                "open-loop,flood,fan-out,fan-out-orders,pause,slow-readers,idle",
                "--seconds",
                "2",
                "--rate",
                "50",
                "--viewers",
                "10",
                "--slow-readers",
                "2",
            ]
        );
        foreach (var scenario in new[] { "Open loop", "Sold-out flood", "Fan-out alone", "Fan-out with orders" })
            report.ShouldContain($"## {scenario}");
        foreach (var scenario in new[] { "Pause and resume under watchers", "Slow readers", "Idle connections" })
            report.ShouldContain($"## {scenario}");
    }

    [Fact]
    public async Task Clusters_of_one_to_three_silos_take_orders_side_by_side()
    {
        var report = await SmallRun.ReportAsync(
            "figures",
            [.. Few, "--only", "scale-out", "--seconds", "2", "--rate", "50"]
        );
        foreach (var cluster in new[] { "in the front's process", "1 silo", "2 silos", "3 silos" })
            report.ShouldContain($"{cluster}: longest time by which an order lost to one sent later");
    }
}
