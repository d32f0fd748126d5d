using System.CommandLine;

namespace FuelGrains.Load.Benchmarks;

internal sealed class BenchmarkSettings : RunSettings
{
    private static readonly string[] All =
    [
        "orders",
        "refusals",
        "joins",
        "reopen",
        "start",
        "young",
        "growth",
        "stores",
        .. ScenarioRun.Names,
    ];
    private static readonly string[] Comparable = ["orders", "refusals", "joins"];

    /// <summary>The figures without <c>--only</c>: young, growth, stores and the scenarios take long, and are asked for by name.</summary>
    private static readonly string[] Usual = ["orders", "refusals", "joins", "reopen", "start"];

    public BenchmarkSettings(ParseResult given)
        : base(given)
    {
        var only = Text("--only")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var possible = Beside is null ? All : Comparable;
        if ((only ?? []).Except(possible).FirstOrDefault() is { } unknown)
            throw new CannotRunException($"There is no figure '{unknown}': --only takes {string.Join(',', possible)}.");
        Only = (only ?? (Beside is null ? Usual : Comparable)).ToHashSet();
        Production = new(Asked);
        if (Postgres is null && Only.Any(figure => figure != "start"))
            throw new CannotRunException(
                "These figures are taken on PostgreSQL: give --postgres with a connection string, or --only start."
            );
    }

    public override HttpLimits Http => new(64, TimeSpan.FromSeconds(60));
    public override ProductionSecrets Production { get; }
    public override int? KeyBits => ProductionSecrets.KeyBits;

    /// <summary>Each figure's database is one that the run makes there.</summary>
    public override string? Server => Postgres;
    public IReadOnlySet<string> Only { get; }
    public bool Throughput => Only.Overlaps(Comparable);
    public bool NeedsWrk =>
        Throughput
        || Only.Overlaps(["young", "growth", "stores", "flood"])
        || (Only.Contains("open-loop") && Rate == 0);
    public bool NeedsRedis => Beside is null && Only.Contains("orders");
    public ProductBuild? Beside => Text("--beside") is { } folder ? ProductBuild.In(folder) : null;
    public TimeSpan Duration => Seconds("--seconds");
    public int Iterations => Number("--rounds");
    public int Connections => Number("--connections");
    public int Threads => Number("--threads");
    public int Customers => Number("--customers");
    public int TeamSize => Number("--team-size");
    public int Reopened => Number("--reopened");
    public TimeSpan WarmUp => Seconds("--warm-up");
    public int OrdersBefore => Number("--orders-before");
    public int Shards => Number("--shards");
    public int Rate => Number("--rate");
    public int Viewers => Number("--viewers");
    public int SlowReaders => Number("--slow-readers");

    public static void Declare(Command command)
    {
        command.Common("the server to measure on; databases of the run's own are made there and dropped afterwards.");
        command.Flag("--untimed", "Speeds are reported and not judged: for a machine that does other work as well.");
        command.Text("--only", $"Some of {string.Join(',', All)}, separated by commas.");
        command.Text(
            "--beside",
            "A second build of the product, measured in turn with this one: a built checkout, or the folder of a built WebFront."
        );
        command.Number("--seconds", "How long each subject runs in an iteration.", 6, 1, 600);
        command.Number("--rounds", "Iterations: how often everything is measured.", 5, 1, 100);
        command.Number("--connections", "wrk's connections, the same for every subject.", 128, 1, 10_000);
        command.Number("--threads", "wrk's threads.", 2, 1, 64);
        command.Number(
            "--customers",
            "Customers who take turns: enough to stay below the limit per customer.",
            4_000,
            2
        );
        command.Number("--team-size", "Seats of the teams that are joined.", 10, 2, 100);
        command.Number("--warm-up", "Seconds that each subject runs before the first iteration.", 8, 1, 60);
        command.Number(
            "--orders-before",
            "Orders that the sale of the judged ratios has already.",
            150_000,
            0,
            10_000_000
        );
        command.Number(
            "--shards",
            "Shards of the sale of the judged ratios; the first has the orders before.",
            1,
            1,
            64
        );
        command.Number("--rate", "Scenarios: orders a second; 0: the scenario's own.", 0, 0, 100_000);
        command.Number(
            "--viewers",
            "Scenarios: connections that follow the sale; 0: the scenario's own.",
            0,
            0,
            20_000
        );
        command.Number("--slow-readers", "Scenario slow-readers: sockets that never read.", 50, 1, 1_000);
        command.Number("--reopened", "Orders in the shard that is opened again.", 1_000_000, 1, 10_000_000);
    }
}
