using FuelGrains.WebFront.Customers;

namespace FuelGrains.WebFront.Orders;

/// <summary>Looks an order up before its grain is called, so that made-up ids and other customers' orders wake none.</summary>
internal static class OwnOrder
{
    /// <summary>The id of an order of goods or of fuel of the customer who calls; null for everything else.</summary>
    public static async Task<OrderId?> FindAsync(string orderId, HttpContext http, IGrainFactory grains) =>
        OrderId.TryParse(orderId, null, out var id)
        && await grains.GetGrain<IOrderDirectoryGrain>(0).IsOfAsync(id, http.Customer())
            ? id
            : null;
}
