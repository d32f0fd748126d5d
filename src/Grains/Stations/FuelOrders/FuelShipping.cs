using System.Globalization;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Says what WeChat is to hear about a fuel order whose fuelling is over.</summary>
internal static class FuelShipping
{
    private const decimal MlPerLitre = 1_000;

    /// <summary>In the commit that ends the fuelling: fuel that was paid with money was picked up at its pump.</summary>
    public static Task OweAsync(LedgerSession session, FuelOrder order, DateTimeOffset now) =>
        order.KeptFen == 0 ? Task.CompletedTask : ShippingReportTable.OweFuelAsync(session, order, Item(order), now);

    /// <summary>Pump, grade and litres, as they follow the station's name. What the meter did not say is left out.</summary>
    private static string Item(FuelOrder order)
    {
        var grade = order.Grade.Length > 0 ? $" {order.Grade}" : "";
        var litres = order.Settled is { VolumeMl: > 0 } settled
            ? string.Create(CultureInfo.InvariantCulture, $" {settled.VolumeMl / MlPerLitre:0.##}L")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $" {order.Pump.Number}{grade}{litres}");
    }
}
