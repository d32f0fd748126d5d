using System.Diagnostics.Metrics;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Metrics of the outbox. Meter <c>FuelGrains</c>.</summary>
internal static class OutboxMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "fuelgrains.outbox.deliveries",
        "{delivery}",
        "Deliveries ended, by kind and end."
    );

    public static void Ended(in OutboxOutcome outcome) =>
        Deliveries.Add(
            1,
            new("kind", outcome.Lease.Kind),
            new KeyValuePair<string, object?>("end", Label(outcome.End))
        );

    // Dashboards know a returned lease by this label.
    private static string Label(OutboxEnd end) => end == OutboxEnd.LeaseReturned ? "GivenBack" : end.ToString();
}
