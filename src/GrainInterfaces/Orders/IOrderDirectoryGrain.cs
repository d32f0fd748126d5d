using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Payments;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>Reads orders from the ledger; an acknowledged order is always there.</summary>
[Alias("fuel.order-directory")]
public interface IOrderDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A customer's order; null for unknown ids and other customers' orders alike.</summary>
    [Alias("find")]
    Task<OrderView?> FindAsync(OrderId order, CustomerId customer);

    /// <summary>The same with its money: payments, refunds, and whether a person looks at it.</summary>
    [Alias("detail")]
    Task<OrderDetail?> DetailAsync(OrderId order, CustomerId customer);

    /// <summary>Anybody's order with its money and its vouchers, for staff.</summary>
    [Alias("look-up")]
    Task<OrderFile?> LookUpAsync(OrderId order);

    /// <summary>A customer's orders of goods and of fuel, newest first, those before <paramref name="before"/> when given.</summary>
    [Alias("entries")]
    Task<ImmutableArray<OrderEntry>> EntriesAsync(CustomerId customer, OrderId? before, int limit);
}
