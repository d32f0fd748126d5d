namespace FuelGrains.Load.Reports;

/// <summary>The report of the payments workload.</summary>
/// <param name="doubles">Second payments of one order.</param>
internal sealed class PaymentsReport(
    PaymentsSettings settings,
    WorkloadFixture fixture,
    WorkloadOutcome outcome,
    PaymentHistory history,
    IReadOnlyList<ObservedPayment> observed,
    int doubles
) : WorkloadReport(settings, fixture, outcome, history, observed, [])
{
    protected override string Name => "Payments under faults";

    protected override string Success => "every fen is where it belongs";

    protected override string Size =>
        $"{settings.Customers:N0} customers, {settings.Stock:N0} units, every third customer wants two; "
        + $"{settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text}";

    protected override IEnumerable<string[]> Sold =>
        [
            [
                "second payments of one order",
                $"{doubles:N0}: a prepay whose answer was lost left a number that could be paid as well",
            ],
        ];
}
