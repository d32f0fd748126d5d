using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;
using static FuelGrains.Load.Scenarios.FlashSaleOptions;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options that all storms have, and their defaults.</summary>
/// <param name="normallyPayWithin">Seconds.</param>
internal sealed class StormOptions(int normallyPayWithin)
{
    private readonly Option<string> storage = new("--storage")
    {
        Description = "sqlite or postgres.",
        DefaultValueFactory = _ => "sqlite",
    };
    private readonly Option<string?> postgres = new("--postgres")
    {
        Description =
            "With --storage postgres: a server (connection string, may create databases); the run makes a database of its own.",
    };
    private readonly Option<int> customers = Bounded("--customers", "How many customers press.", 4_000, 1, 1_000_000);
    private readonly Option<int> connections = Bounded(
        "--connections",
        "Requests on their way at once.",
        64,
        1,
        10_000
    );
    private readonly Option<int> payWithin = Bounded(
        "--pay-within",
        "Seconds that an order waits for its payment.",
        normallyPayWithin,
        1,
        3_600
    );
    private readonly Option<int> kills = Bounded("--kills", "How often the product is killed with kill -9.", 2, 0, 100);
    private readonly Option<int> seed = Bounded(
        "--seed",
        "Decides who does what, which faults strike how often, and when the product is killed; 0: another one each time.",
        0,
        0,
        int.MaxValue
    );
    private readonly Option<bool> calm = new("--calm")
    {
        Description = "No faults at WeChat: for looking at the rest.",
    };
    private readonly Option<int> drain = Bounded(
        "--drain-seconds",
        "How long everything may take to come to its end after the storm.",
        180,
        1,
        36_000
    );
    private readonly Option<int> keyBits = Bounded(
        "--key-bits",
        "RSA keys of the simulator; WeChat's are 2048.",
        2_048,
        1_024,
        4_096
    );
    private readonly Option<bool> realWaits = new("--real-waits")
    {
        Description = "The product waits as it does by default; give --drain-seconds some minutes then.",
    };
    private readonly Option<bool> noBuild = new("--no-build")
    {
        Description = "Product and simulator are built already (Release).",
    };
    private readonly Option<bool> untimed = new("--untimed")
    {
        Description =
            "The times of callbacks are reported and not judged: for a machine that is busy with other things.",
    };
    private readonly Option<string?> results = new("--results")
    {
        Description = "Where the report goes. Default: load/results.",
    };
    private readonly Option<bool> keep = new("--keep") { Description = "Keep data, journal, history and logs." };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            storage,
            postgres,
            customers,
            connections,
            payWithin,
            kills,
            seed,
            calm,
            drain,
            keyBits,
            realWaits,
            noBuild,
            untimed,
            results,
            keep,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public StormSettings Read(ParseResult parsed)
    {
        int Value(Option<int> option) => parsed.GetValue(option);
        var store = parsed.GetValue(storage)!.ToLowerInvariant();
        if (store is not ("sqlite" or "postgres"))
            throw new CannotRunException($"--storage is '{store}', but it is sqlite or postgres.");
        if (store == "postgres" && string.IsNullOrWhiteSpace(parsed.GetValue(postgres)))
            throw new CannotRunException("--storage postgres needs --postgres with a connection string.");
        return new()
        {
            Server = store == "postgres" ? parsed.GetValue(postgres) : null,
            Customers = Value(customers),
            Http = new(Value(connections), TimeSpan.FromSeconds(15)),
            PayWithinSeconds = Value(payWithin),
            Kills = Value(kills),
            Seed = Value(seed) is var given and not 0 ? given : Random.Shared.Next(1, int.MaxValue),
            Calm = parsed.GetValue(calm),
            DrainWithin = TimeSpan.FromSeconds(Value(drain)),
            KeyBits = Value(keyBits),
            RealWaits = parsed.GetValue(realWaits),
            Build = !parsed.GetValue(noBuild),
            Timed = !parsed.GetValue(untimed),
            Results = parsed.GetValue(results),
            Keep = parsed.GetValue(keep),
        };
    }

    public static Option<int> Percent(string name, string what, int normally) =>
        Bounded(name, $"Of a hundred customers, so many {what}.", normally, 0, 100);
}

internal record StormSettings
{
    /// <summary>WeChat's callback schedule, divided by this: a repetition comes after 0.25, 0.25, 0.5, 3, 10, 20 s and so on.</summary>
    public const double TimeFactor = 60;

    /// <summary>PostgreSQL's connection string; null is SQLite.</summary>
    public string? Server { get; init; }
    public required int Customers { get; init; }
    public required HttpLimits Http { get; init; }
    public required int PayWithinSeconds { get; init; }
    public required int Kills { get; init; }
    public required int Seed { get; init; }
    public bool Calm { get; init; }
    public required TimeSpan DrainWithin { get; init; }
    public required int KeyBits { get; init; }
    public bool RealWaits { get; init; }
    public required bool Build { get; init; }
    public required bool Timed { get; init; }
    public string? Results { get; init; }
    public bool Keep { get; init; }

    /// <summary>Development's.</summary>
    public StaffName Staff { get; } = new("admin", "fuelgrains-dev");

    /// <summary>A phone outlasts two outages.</summary>
    public RetryLimits Retries { get; } = new(60);
}
