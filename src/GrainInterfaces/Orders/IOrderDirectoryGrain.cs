using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>Reads orders from the ledger, which has every acknowledged order.</summary>
[Alias("fuel.order-directory")]
public interface IOrderDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A customer's order; null for unknown ids and other customers' orders alike.</summary>
    [Alias("find")]
    Task<OrderView?> FindAsync(OrderId order, CustomerId customer);

    /// <summary>True when the order, of goods or of fuel, is the customer's.</summary>
    [Alias("is-of")]
    Task<bool> IsOfAsync(OrderId order, CustomerId customer);

    /// <summary>True when the customer has an order of the campaign, in any state.</summary>
    [Alias("has-ordered")]
    Task<bool> HasOrderedAsync(CampaignId campaign, CustomerId customer);

    /// <summary>A customer's order with its payments and refunds; null as with <see cref="FindAsync"/>.</summary>
    [Alias("detail")]
    Task<OrderDetail?> DetailAsync(OrderId order, CustomerId customer);

    /// <summary>Any customer's order with its payments, refunds and vouchers, for staff.</summary>
    [Alias("look-up")]
    Task<OrderFile?> LookUpAsync(OrderId order);

    /// <summary>A customer's orders of goods and of fuel, newest first, those before <paramref name="before"/> when given.</summary>
    [Alias("entries")]
    Task<ImmutableArray<OrderEntry>> EntriesAsync(CustomerId customer, OrderId? before, int limit);
}
