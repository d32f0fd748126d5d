using System.CommandLine;

namespace FuelGrains.Load.Workloads.Payments;

internal sealed class PaymentsSettings(ParseResult given) : FaultedWorkloadSettings(given)
{
    public int Stock => Number("--stock");
    public Shares Shares { get; } = SharesOf(given, Behaviours.OfSale);

    public static void Declare(Command command)
    {
        Declare(command, payWithin: 90);
        command.Number("--stock", "Units in the sale.", 3_000, 1);
        Declare(command, Behaviours.OfSale);
    }
}
