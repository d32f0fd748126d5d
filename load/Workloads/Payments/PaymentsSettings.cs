using System.CommandLine;

namespace FuelGrains.Load.Workloads.Payments;

internal sealed class PaymentsSettings(ParseResult given) : FaultedWorkloadSettings(given)
{
    public int Stock => Number("--stock");

    /// <summary>Every callback of a payment is lost, nothing else goes wrong, and who has paid comes back and asks.</summary>
    public bool ComeBack => Flag("--come-back");
    public override bool Calm => base.Calm || ComeBack;
    public override IReadOnlyList<FaultOrder> Faults => ComeBack ? [new("pay-notify", "lose")] : base.Faults;

    /// <summary>The product's schedule of queries: the wait before the first, and the longest.</summary>
    public (TimeSpan First, TimeSpan Longest) Schedule =>
        RealWaits ? ProductSettings.UsualQueries : ProductSettings.ShortQueries;
    public Shares Shares { get; } = SharesOf(given, Behaviours.OfSale);

    public static void Declare(Command command)
    {
        Declare(command, payWithin: 90);
        command.Number("--stock", "Units in the sale.", 3_000, 1);
        command.Flag(
            "--come-back",
            "Every callback is lost, and customers who paid come back and ask; give --kills 0."
        );
        Declare(command, Behaviours.OfSale);
    }
}
