using System.CommandLine;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Scenarios;

/// <summary>The named options of the flash sale and their defaults: the canonical run.</summary>
internal sealed class FlashSaleOptions
{
    private readonly Option<string?> postgres = new("--postgres")
    {
        Description = "Run the product on this PostgreSQL database (connection string). Runs may share one.",
    };
    private readonly Option<string?> target = new("--target")
    {
        Description =
            "Use a product that runs already. Its database is checked when --postgres or --sqlite says where it is.",
    };
    private readonly Option<string?> sqlite = new("--sqlite")
    {
        Description = "With --target: the product's ledger.db.",
    };
    private readonly Option<int> customers = Bounded("--customers", "How many customers press.", 20_000, 1, 1_000_000);
    private readonly Option<int> stock = Bounded("--stock", "Units in the sale.", 5_000, 1, 1_000_000);
    private readonly Option<int> connections = Bounded(
        "--connections",
        "Requests on their way at once.",
        256,
        1,
        10_000
    );
    private readonly Option<int> secondPhone = Bounded(
        "--second-phone-every",
        "Every n-th customer presses with two phones; 0: nobody.",
        10,
        0,
        1_000_000
    );
    private readonly Option<int> attempts = Bounded(
        "--attempts",
        "Attempts with one key before a press counts as unresolved.",
        30,
        1,
        1_000
    );
    private readonly Option<int> timeout = Bounded(
        "--timeout-seconds",
        "A request without an answer for this long is unknown.",
        15,
        1,
        600
    );
    private readonly Option<int> replays = Bounded(
        "--replays",
        "Acknowledged keys that are pressed again after the burst.",
        200,
        0,
        1_000_000
    );
    private readonly Option<string?> results = new("--results")
    {
        Description = "Where the report goes. Default: load/results.",
    };
    private readonly Option<bool> keep = new("--keep")
    {
        Description = "Keep the data directory, the product's log and the sale.",
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
            target,
            sqlite,
            customers,
            stock,
            connections,
            secondPhone,
            attempts,
            timeout,
            replays,
            results,
            keep,
            staffName,
            staffPassword,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    public FlashSaleSettings Read(ParseResult parsed)
    {
        var settings = new FlashSaleSettings
        {
            Postgres = parsed.GetValue(postgres),
            Target = Address(parsed.GetValue(target)),
            Sqlite = parsed.GetValue(sqlite),
            Customers = parsed.GetValue(customers),
            Stock = parsed.GetValue(stock),
            Connections = parsed.GetValue(connections),
            SecondPhoneEvery = parsed.GetValue(secondPhone),
            Attempts = parsed.GetValue(attempts),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            Replays = parsed.GetValue(replays),
            Results = parsed.GetValue(results),
            Keep = parsed.GetValue(keep),
            Staff = new(parsed.GetValue(staffName)!, parsed.GetValue(staffPassword)!),
        };
        if (settings.Sqlite is not null && (settings.Target is null || settings.Postgres is not null))
            throw new CannotRunException(
                "--sqlite names the ledger of a product given by --target, and goes without --postgres."
            );
        if (settings.Sqlite is { } file && !File.Exists(file))
            throw new CannotRunException($"There is no ledger at {file}.");
        return settings;
    }

    internal static Uri? Address(string? text)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CannotRunException(
                $"--target is '{text}', but it must be an address like http://127.0.0.1:5080."
            );
    }

    internal static Option<int> Bounded(string name, string description, int normally, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => normally };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
                result.AddError($"{name} is from {least} to {most}.");
        });
        return option;
    }
}

internal sealed record FlashSaleSettings
{
    public string? Postgres { get; init; }
    public Uri? Target { get; init; }
    public string? Sqlite { get; init; }
    public required int Customers { get; init; }
    public required int Stock { get; init; }
    public required int Connections { get; init; }
    public required int SecondPhoneEvery { get; init; }
    public required int Attempts { get; init; }
    public required TimeSpan Timeout { get; init; }
    public required int Replays { get; init; }
    public string? Results { get; init; }
    public bool Keep { get; init; }
    public required StaffName Staff { get; init; }

    public HttpLimits Http => new(Connections, Timeout);

    /// <summary>Settings that a reader of the result must know of.</summary>
    public string[] Named =>
        Target is null
            ? [$"login limits raised: {ProductSettings.Raised}; every other limit at its default"]
            : ["a product that ran already: its limits are its own"];
}
