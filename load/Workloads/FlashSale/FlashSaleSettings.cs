using System.CommandLine;

namespace FuelGrains.Load.Workloads.FlashSale;

/// <summary>The options of the flash sale; the defaults are the canonical run.</summary>
internal sealed class FlashSaleSettings : RunSettings
{
    public FlashSaleSettings(ParseResult given)
        : base(given)
    {
        if (Sqlite is not null && (Target is null || Postgres is not null))
            throw new CannotRunException(
                "--sqlite names the ledger of a product given by --target, and goes without --postgres."
            );
        if (Sqlite is not null && !File.Exists(Sqlite))
            throw new CannotRunException($"There is no ledger at {Sqlite}.");
    }

    public override Store? Store =>
        Postgres is { } connection ? new PostgresStore(connection)
        : Sqlite is { } file ? new SqliteStore(file)
        : null;

    public int Customers => Number("--customers");
    public int Stock => Number("--stock");
    public int Connections => Number("--connections");
    public int SecondPhoneEvery => Number("--second-phone-every");
    public int Attempts => Number("--attempts");
    public int Replays => Number("--replays");
    public override HttpLimits Http => new(Connections, Seconds("--timeout-seconds"));
    private string? Sqlite => Text("--sqlite");

    /// <summary>The product's settings that a reader of the report must know of.</summary>
    public string Described =>
        Target is null
            ? $"login limits raised: {ProductSettings.Raised}; every other limit at its default"
            : "a product that ran already: its limits are its own";

    public static void Declare(Command command)
    {
        command.Common("the product's database. Several runs may share one.");
        command.Target("The run verifies its database when --postgres or --sqlite says where it is.");
        command.Text("--sqlite", "With --target: the product's ledger.db.");
        command.Number("--customers", "Customers who buy.", 20_000, 1);
        command.Number("--stock", "Units in the sale.", 5_000, 1);
        command.Number("--connections", "Requests on their way at once.", 256, 1, 10_000);
        command.Number("--second-phone-every", "Every n-th customer buys with two phones; 0: nobody.", 10);
        command.Number("--attempts", "Attempts with one key before a purchase counts as unresolved.", 30, 1, 1_000);
        command.Number("--timeout-seconds", "A request without an answer for this long is unknown.", 15, 1, 600);
        command.Number("--replays", "Acknowledged keys that are sent again after the sale.", 200);
    }
}
