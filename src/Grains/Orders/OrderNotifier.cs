using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Orders;

/// <summary>
/// Announces a change of an order after its commit: the outbox delivers at once, and the customer's pages reload the order.
/// </summary>
public sealed class OrderNotifier(LiveNodes live, OutboxSignal outbox)
{
    /// <summary>After a commit that wrote outbox messages. A payment without an order has nobody to notify.</summary>
    public void OnCommitted(CustomerId? customer, OrderId? order)
    {
        outbox.Set();
        if (customer is { } id && order is { } changed)
            NotifyCustomer(id, changed);
    }

    public void NotifyCustomer(CustomerId customer, OrderId order) => live.Notify(new(customer, $"order/{order}"));
}
