using System.Collections.Concurrent;

namespace FuelGrains.Load.History;

/// <summary>Asks the product for the sale's counters, and for the orders of every single customer.</summary>
internal sealed class OrderObserver(StaffClient staff, PhoneClient phones, TimeProvider time)
{
    private const int AtOnce = 64;
    private const int Attempts = 10;

    /// <summary>The public view is pushed at most ten times a second; it has this long to arrive.</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);

    public async Task<(ObservedStock Stock, IReadOnlyList<ObservedOrder> Orders)> ObserveAsync(
        PurchaseHistory history,
        CancellationToken stop
    )
    {
        var customers = history.Outcomes.Select(p => p.Purchase.Customer).DistinctBy(c => c.Id).ToList();
        var observed = new ConcurrentBag<ObservedOrder>();
        await Progress.ForEachAsync(
            customers,
            AtOnce,
            done => $"  asked {done:N0} of {customers.Count:N0} customers for their orders",
            async (customer, cancel) =>
            {
                foreach (var order in await OrdersAsync(customer, cancel))
                    if (order.SaleId == history.Sale)
                        observed.Add(new(order.Id, customer.Id, order.Quantity, order.Status is not "cancelled"));
            },
            time,
            stop
        );
        var stock = await SettledStockAsync(history.Sale, observed.Sum(o => (long)o.Quantity), stop);
        return (stock, [.. observed]);
    }

    private async Task<ObservedStock> SettledStockAsync(Guid id, long expected, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var sale = (await staff.SaleAsync(id, stop)).Sale;
            if (sale.Held + sale.Confirmed == expected || time.GetElapsedTime(started) > SettleWithin)
                return new(sale.Stock, sale.Held, sale.Confirmed);
            await Task.Delay(PollEvery, time, stop);
        }
    }

    private async Task<IReadOnlyList<OrderReply>> OrdersAsync(Customer customer, CancellationToken stop)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if ((await phones.OrdersAsync(customer, stop)).Read<OrderList>() is { } page)
                return page.Orders;
            await Task.Delay(PollEvery * attempt, time, stop);
        }
        throw new CannotRunException(
            "The product is too busy to show its customers their orders: nothing can be said about them."
        );
    }
}
