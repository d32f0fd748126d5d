using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>One line of a customer's orders: of goods, or of fuel. Exactly one of the two is there.</summary>
/// <param name="StationName">Where the fuel is.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-entry")]
public sealed record OrderEntry(OrderView? Goods, FuelOrder? Fuel = null, string StationName = "")
{
    public OrderId Id => Goods?.Id ?? Fuel!.Id;
}
