using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>A line of a customer's orders: exactly one of <paramref name="Goods"/> and <paramref name="Fuel"/> is set.</summary>
/// <param name="StationName">The station of a fuel order; otherwise empty.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-entry")]
public sealed record OrderEntry(OrderView? Goods, FuelOrder? Fuel = null, string StationName = "")
{
    public OrderId Id => Goods?.Id ?? Fuel!.Id;
}
