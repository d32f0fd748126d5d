using System.CommandLine;

namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The options of the payments workload.</summary>
internal sealed class PaymentsSettings : FaultedWorkloadSettings
{
    public PaymentsSettings(ParseResult given)
        : base(given) => ShouldBePercent(Shares.Sum);

    public int Stock => Number("--stock");

    public BehaviourShares Shares =>
        new(
            Number("--never"),
            Number("--late"),
            Number("--twice"),
            Number("--cancel"),
            Number("--return"),
            Number("--wrong")
        );

    public static void Declare(Command command)
    {
        Declare(command, payWithin: 90);
        command.Number("--stock", "Units in the sale.", 3_000, 1);
        command.Share("--never", "never pay", 8);
        command.Share("--late", "pay after payBy", 6);
        command.Share("--twice", "pay twice", 5);
        command.Share("--cancel", "cancel, and pay all the same", 6);
        command.Share("--return", "ask for money back after they got their vouchers", 6);
        command.Share("--wrong", "pay what was not asked for", 1);
    }
}
