using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Reads fuel orders with their stations, sales, authorisations, payments and refunds: one statement for each of these, however many orders
/// a page has.
/// </summary>
internal static class FuelOrderDetails
{
    public static async Task<ImmutableArray<FuelOrderDetail>> OfAsync(
        LedgerSession session,
        ImmutableArray<FuelOrder> orders
    )
    {
        if (orders.IsEmpty)
            return [];
        var ids = orders.Select(order => order.Id).ToArray();
        var names = await StationTable.NamesAsync(session, orders.Select(order => order.Pump.Station).Distinct());
        var sales = await FuelSaleTable.FindAsync(session, orders.Select(order => order.Sale).OfType<FuelSaleId>());
        var authorisations = await AuthorisationTable.FindAsync(session, orders.Select(order => order.Authorisation));
        var payments = (await PaymentTable.OfOrdersAsync(session, ids)).ToLookup(payment => payment.Order);
        var refunds = (await RefundTable.OfOrdersAsync(session, ids)).ToLookup(refund => refund.Order);
        var saleOf = sales.ToDictionary(sale => sale.Id);
        var authorisationOf = authorisations.ToDictionary(authorisation => authorisation.Id);
        return
        [
            .. orders.Select(order => new FuelOrderDetail(
                order,
                names.GetValueOrDefault(order.Pump.Station, ""),
                order.Sale is { } sale ? saleOf.GetValueOrDefault(sale) : null,
                authorisationOf.GetValueOrDefault(order.Authorisation),
                [.. payments[order.Id]],
                [.. refunds[order.Id]]
            )),
        ];
    }

    public static async Task<FuelOrderDetail> OfAsync(LedgerSession session, FuelOrder order) =>
        (await OfAsync(session, [order]))[0];
}
