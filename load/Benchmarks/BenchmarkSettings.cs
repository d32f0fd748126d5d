using System.CommandLine;

namespace FuelGrains.Load.Benchmarks;

internal sealed class BenchmarkSettings : RunSettings
{
    private static readonly string[] All = ["orders", "refusals", "joins", "reopen", "start", "young", "growth"];
    private static readonly string[] Comparable = ["orders", "refusals", "joins"];

    // They make databases of their own, and growth takes minutes: they run when they are named.
    private static readonly string[] Unasked = ["orders", "refusals", "joins", "reopen", "start"];

    public BenchmarkSettings(ParseResult given)
        : base(given)
    {
        var only = Text("--only")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var possible = Beside is null ? All : Comparable;
        if ((only ?? []).Except(possible).FirstOrDefault() is { } unknown)
            throw new CannotRunException($"There is no figure '{unknown}': --only takes {string.Join(',', possible)}.");
        Only = (only ?? (Beside is null ? Unasked : Comparable)).ToHashSet();
        if (Postgres is null && Only.Any(figure => figure != "start"))
            throw new CannotRunException(
                "These figures are taken on PostgreSQL: give --postgres with a connection string, or --only start."
            );
    }

    public override HttpLimits Http => new(64, TimeSpan.FromSeconds(60));
    public IReadOnlySet<string> Only { get; }
    public bool NeedsWrk => Throughput || Only.Overlaps(["young", "growth"]);
    public bool Throughput => Only.Overlaps(Comparable);
    public ProductBuild? Beside => Text("--beside") is { } folder ? ProductBuild.In(folder) : null;
    public TimeSpan Duration => Seconds("--seconds");
    public int Iterations => Number("--rounds");
    public int Connections => Number("--connections");
    public int Threads => Number("--threads");
    public int Customers => Number("--customers");
    public int TeamSize => Number("--team-size");
    public int Reopened => Number("--reopened");

    public static void Declare(Command command)
    {
        command.Common("the database to measure on; the rows of the run are removed afterwards.");
        command.Text("--only", $"Some of {string.Join(',', All)}, separated by commas.");
        command.Text(
            "--beside",
            "A second build of the product, measured in turn with this one: a built checkout, or the folder of a built WebFront."
        );
        command.Number("--seconds", "How long each subject runs in an iteration.", 10, 1, 600);
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
        command.Number("--reopened", "Orders in the shard that is opened again.", 1_000_000, 1, 10_000_000);
    }
}
