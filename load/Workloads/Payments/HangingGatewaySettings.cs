using System.CommandLine;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The options of the hanging gateway; the defaults are the product's own, but for the time to pay.</summary>
internal sealed class HangingGatewaySettings(ParseResult given) : RunSettings(given)
{
    public override string? Server => Postgres;
    public override int? KeyBits => 1_024;
    public override HttpLimits Http => new(Connections, TimeSpan.FromSeconds(15));
    public int Orders => Number("--orders");
    public int Buyers => Number("--buyers");
    public int Connections => Number("--connections");
    public int PayWithinSeconds => Number("--pay-within");
    public TimeSpan Grace => Seconds("--grace");
    public override IReadOnlyList<(string Name, string Value)> Named => [("Payments__CloseGrace", $"{Grace:c}")];

    public static void Declare(Command command)
    {
        command.Common("a server; the run makes a database of its own. Without: SQLite.");
        command.Flag("--untimed", "Times and rates are reported and not judged: for a machine that does other work.");
        command.Number("--orders", "Orders whose payments are open when WeChat begins to hang.", 20_000, 1);
        command.Number("--buyers", "Customers who buy in another sale, before and meanwhile.", 2_000, 1);
        command.Number("--connections", "Requests on their way at once.", 64, 1, 10_000);
        command.Number("--pay-within", "Seconds to pay; all orders must be prepared within them.", 600, 60, 3_600);
        command.Number("--grace", "Seconds of Payments:CloseGrace; the product's default is 600.", 600, 1, 3_600);
    }
}
