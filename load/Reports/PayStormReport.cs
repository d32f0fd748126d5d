using FuelGrains.Load.Money;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a storm of payments leaves behind.</summary>
/// <param name="doubles">Second payments of one order.</param>
internal sealed class PayStormReport(
    PayStormSettings settings,
    StormGround ground,
    StormOutcome outcome,
    Evidence all,
    IReadOnlyList<SeenMoney> seen,
    int doubles
) : StormReport(settings, ground, outcome, all, seen, [])
{
    protected override string Name => "Payment storm";

    protected override string Triumph => "every fen is where it belongs";

    protected override string Cast =>
        Text(
            $"{settings.Customers:N0} customers, {settings.Stock:N0} units, every third customer wants two; {settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text}"
        );

    protected override IEnumerable<string[]> Sold() =>
        [
            [
                "second payments of one order",
                Text($"{doubles:N0}: a prepay whose answer was lost left a number that could be paid as well"),
            ],
        ];
}
