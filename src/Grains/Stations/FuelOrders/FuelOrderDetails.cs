using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Reads fuel orders with their stations, sales, authorisations, payments and refunds.</summary>
internal static class FuelOrderDetails
{
    public static async Task<ImmutableArray<FuelOrderDetail>> OfAsync(
        LedgerSession session,
        ImmutableArray<FuelOrder> orders
    )
    {
        var details = ImmutableArray.CreateBuilder<FuelOrderDetail>(orders.Length);
        foreach (var order in orders)
            details.Add(await OfAsync(session, order));
        return details.MoveToImmutable();
    }

    public static async Task<FuelOrderDetail> OfAsync(LedgerSession session, FuelOrder order) =>
        new(
            order,
            await StationTable.NameAsync(session, order.Pump.Station),
            order.Sale is { } sale ? await FuelSaleTable.FindAsync(session, sale) : null,
            await AuthorisationTable.FindAsync(session, order.Authorisation),
            await PaymentTable.OfOrderAsync(session, order.Id),
            await RefundTable.OfOrderAsync(session, order.Id)
        );
}
