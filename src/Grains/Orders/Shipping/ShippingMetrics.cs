using System.Diagnostics.Metrics;
using FuelGrains.GrainInterfaces.Orders.Shipping;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>Counts the tries to report shipping. Meter <c>FuelGrains</c>.</summary>
internal static class ShippingMetrics
{
    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Counter<long> Tries = Meter.CreateCounter<long>(
        "fuelgrains.shipping.tries",
        "{try}",
        "Tries to report shipping to WeChat, by the state of the report afterwards."
    );

    public static void Tried(ShippingState state) =>
        Tries.Add(1, new KeyValuePair<string, object?>("state", state.ToString()));
}
