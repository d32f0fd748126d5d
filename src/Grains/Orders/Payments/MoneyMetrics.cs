using System.Diagnostics.Metrics;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What money tells of itself. Meter <c>FuelGrains</c>.</summary>
internal static class MoneyMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Inbox = Meter.CreateCounter<long>(
        "fuelgrains.payments.taken",
        "{payment}",
        "Commits of the payment inbox, by where the news came from and whether it was new."
    );
    private static readonly Counter<long> Refunds = Meter.CreateCounter<long>(
        "fuelgrains.refunds.moved",
        "{refund}",
        "Refunds that reached a state, by state and cause."
    );
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "fuelgrains.payments.asked",
        "{question}",
        "Questions about attempts to the gateway, by its answer."
    );

    public static void Taken(PaymentSource source, bool fresh) =>
        Inbox.Add(1, new("source", source.ToString()), new KeyValuePair<string, object?>("new", fresh));

    public static void Refund(RefundState state, RefundCause cause) =>
        Refunds.Add(1, new("state", state.ToString()), new KeyValuePair<string, object?>("cause", cause.ToString()));

    public static void Asked(TradeState state) =>
        Queries.Add(1, new KeyValuePair<string, object?>("answer", state.ToString()));
}
