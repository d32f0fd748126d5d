using System.CommandLine;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the figures.</summary>
internal sealed class FiguresOptions
{
    private static readonly string[] All = ["orders", "refusals", "joins", "reopen", "start"];

    private readonly Option<string?> postgres = new("--postgres")
    {
        Description =
            "A PostgreSQL database to measure on (connection string); the rows of the run are removed afterwards.",
    };
    private readonly Option<string?> only = new("--only")
    {
        Description = $"Some of {string.Join(',', All)}, separated by commas.",
    };
    private readonly Option<string?> beside = new("--beside")
    {
        Description =
            "A second build of the product, measured in turn with this one: a built checkout, or the folder of a built WebFront. Both get databases of their own on the server of --postgres, and only CPU a request of orders, refusals and joins is judged.",
    };
    private readonly Option<int> seconds = FlashSaleOptions.Bounded(
        "--seconds",
        "How long each subject runs in a round.",
        10,
        1,
        600
    );
    private readonly Option<int> rounds = FlashSaleOptions.Bounded(
        "--rounds",
        "How often everything is measured.",
        5,
        1,
        100
    );
    private readonly Option<int> connections = FlashSaleOptions.Bounded(
        "--connections",
        "wrk's connections, the same for every subject.",
        128,
        1,
        10_000
    );
    private readonly Option<int> threads = FlashSaleOptions.Bounded("--threads", "wrk's threads.", 2, 1, 64);
    private readonly Option<int> customers = FlashSaleOptions.Bounded(
        "--customers",
        "How many customers take turns: so many that the limit per customer, which stays on, is not met.",
        4_000,
        2,
        1_000_000
    );
    private readonly Option<int> teamSize = FlashSaleOptions.Bounded(
        "--team-size",
        "Seats of the teams that are joined.",
        10,
        2,
        100
    );
    private readonly Option<int> reopened = FlashSaleOptions.Bounded(
        "--reopened",
        "Orders in the shard that is opened again.",
        1_000_000,
        1,
        10_000_000
    );
    private readonly Option<string?> results = new("--results")
    {
        Description = "Where the report goes. Default: load/results.",
    };
    private readonly Option<bool> keep = new("--keep")
    {
        Description = "Keep logs, token files and the rows in the database.",
    };
    private readonly Option<string> staffName = new("--staff-name")
    {
        Description = "Staff login.",
        DefaultValueFactory = _ => "admin",
    };
    private readonly Option<string> staffPassword = new("--staff-password")
    {
        Description = "Its password; the default is Development's.",
        DefaultValueFactory = _ => "fuelgrains-dev",
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            postgres,
            only,
            beside,
            seconds,
            rounds,
            connections,
            threads,
            customers,
            teamSize,
            reopened,
            results,
            keep,
            staffName,
            staffPassword,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public FiguresSettings Read(ParseResult parsed)
    {
        var wanted =
            parsed.GetValue(only)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? All;
        if (wanted.Except(All).FirstOrDefault() is { } unknown)
            throw new CannotRunException($"There is no figure '{unknown}': --only takes {string.Join(',', All)}.");
        if (parsed.GetValue(postgres) is null && wanted.Any(figure => figure != "start"))
            throw new CannotRunException(
                "These figures are taken on PostgreSQL: give --postgres with a connection string, or --only start."
            );
        return new()
        {
            Postgres = parsed.GetValue(postgres),
            Only = wanted.ToHashSet(),
            Beside = parsed.GetValue(beside),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            Rounds = parsed.GetValue(rounds),
            Connections = parsed.GetValue(connections),
            Threads = parsed.GetValue(threads),
            Customers = parsed.GetValue(customers),
            TeamSize = parsed.GetValue(teamSize),
            Reopened = parsed.GetValue(reopened),
            Results = parsed.GetValue(results),
            Keep = parsed.GetValue(keep),
            Staff = new(parsed.GetValue(staffName)!, parsed.GetValue(staffPassword)!),
        };
    }
}

internal sealed record FiguresSettings
{
    public string? Postgres { get; init; }
    public required IReadOnlySet<string> Only { get; init; }
    public string? Beside { get; init; }
    public required TimeSpan Duration { get; init; }
    public required int Rounds { get; init; }
    public required int Connections { get; init; }
    public required int Threads { get; init; }
    public required int Customers { get; init; }
    public required int TeamSize { get; init; }
    public required int Reopened { get; init; }
    public string? Results { get; init; }
    public bool Keep { get; init; }
    public required StaffName Staff { get; init; }
}
