using System.Diagnostics.Metrics;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>Counters of payments, queries and refunds, and which calls the gateway does not answer. Meter <c>FuelGrains</c>.</summary>
internal static class MoneyMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Payments = Meter.CreateCounter<long>(
        "fuelgrains.payments.taken",
        "{payment}",
        "Commits of the payment inbox, by the source of the payment and whether it was new."
    );
    private static readonly Counter<long> Refunds = Meter.CreateCounter<long>(
        "fuelgrains.refunds.moved",
        "{refund}",
        "Refunds that reached a state, by state and cause."
    );
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>(
        "fuelgrains.payments.asked",
        "{question}",
        "Queries to the gateway about attempts, by its answer."
    );

    private static readonly UpDownCounter<int> Away = Meter.CreateUpDownCounter<int>(
        "fuelgrains.gateway.away",
        "{silo}",
        "Silos that do not call the gateway because it does not answer, by the kind of call."
    );

    public static void GatewayWentAway(GatewayCall call) => Away.Add(1, Of(call));

    public static void GatewayCameBack(GatewayCall call) => Away.Add(-1, Of(call));

    public static void PaymentRecorded(PaymentSource source, bool isNew) =>
        Payments.Add(1, new("source", source.ToString()), new KeyValuePair<string, object?>("new", isNew));

    public static void RefundReached(RefundState state, RefundCause cause) =>
        Refunds.Add(1, new("state", state.ToString()), new KeyValuePair<string, object?>("cause", cause.ToString()));

    public static void AttemptQueried(TradeState answer) =>
        Queries.Add(1, new KeyValuePair<string, object?>("answer", answer.ToString()));

    private static KeyValuePair<string, object?> Of(GatewayCall call) => new("call", call.ToString());
}
