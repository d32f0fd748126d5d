namespace FuelGrains.Load.History;

/// <summary>Asks the product for the sale's counters, and for the orders of every single customer.</summary>
internal sealed class OrderObserver(StaffClient staff, PhoneClient phones, TimeProvider time)
{
    private const int AtOnce = 64;
    private static readonly RetryPolicy Retries = new(10);

    /// <summary>The public view is pushed at most ten times a second; it has this long to arrive.</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);

    public async Task<(ObservedStock Stock, IReadOnlyList<ObservedOrder> Orders)> ObserveAsync(
        PurchaseHistory history,
        CancellationToken stop
    )
    {
        List<Customer> customers = [.. history.Outcomes.Select(p => p.Purchase.Customer).DistinctBy(c => c.Id)];
        var orders = await Progress.SelectAsync(customers, AtOnce, "customers asked for orders", OneAsync, time, stop);
        List<ObservedOrder> observed = [.. orders.SelectMany(of => of)];
        return (await SettledStockAsync(history.Sale, observed.Sum(o => (long)o.Quantity), stop), observed);

        async Task<IEnumerable<ObservedOrder>> OneAsync(Customer customer, CancellationToken cancel) =>
            from order in await OrdersAsync(customer, cancel)
            where order.SaleId == history.Sale
            select new ObservedOrder(order.Id, customer.Id, order.Quantity, order.Status is not "cancelled");
    }

    private async Task<ObservedStock> SettledStockAsync(Guid id, long expected, CancellationToken stop)
    {
        ObservedStock stock = new(0, 0, 0);
        await time.UntilAsync(
            PollEvery,
            SettleWithin,
            async () =>
            {
                var sale = (await staff.SaleAsync(id, stop)).Sale;
                stock = new(sale.Stock, sale.Held, sale.Confirmed);
                return stock.Sold == expected;
            },
            stop
        );
        return stock;
    }

    private async Task<IReadOnlyList<OrderReply>> OrdersAsync(Customer customer, CancellationToken stop) =>
        (await Retries.SendAsync(_ => phones.OrdersAsync(customer, stop), time, stop)).Read<OrderList>()?.Orders
        ?? throw new CannotRunException(
            "The product is too busy to show its customers their orders: nothing can be said about them."
        );
}
