using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Checks;

/// <summary>Asks the product itself: the sale's counters, and the orders of every single customer.</summary>
internal sealed class ApiWitness(StaffClient staff, CustomerClient phones, TimeProvider time)
{
    private const int AtOnce = 64;
    private const int Attempts = 10;

    /// <summary>The public view is pushed at most ten times a second; it has this long to arrive.</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<Check>> JudgeAsync(BurstRecord told, CancellationToken stop)
    {
        var orders = await OrdersAsync(told, stop);
        var stock = await SettledStockAsync(told, orders.Sum(o => (long)o.Quantity), stop);
        return [.. Judgement.Of("API", told, stock, orders)];
    }

    private async Task<SeenStock> SettledStockAsync(BurstRecord told, long expected, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var sale = (await staff.SaleAsync(told.Sale, stop)).Sale;
            if (sale.Held + sale.Confirmed == expected || time.GetElapsedTime(started) > SettleWithin)
                return new(sale.Stock, sale.Held, sale.Confirmed);
            await Task.Delay(LookEvery, time, stop);
        }
    }

    private async Task<IReadOnlyList<SeenOrder>> OrdersAsync(BurstRecord told, CancellationToken stop)
    {
        var customers = told.Presses.Select(p => p.Press.Customer).DistinctBy(c => c.Id).ToList();
        var seen = new ConcurrentBag<SeenOrder>();
        var done = 0;
        await using (
            Progress.Show(
                () =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  asked {Volatile.Read(ref done):N0} of {customers.Count:N0} customers for their orders"
                    ),
                time
            )
        )
        {
            var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
            await Parallel.ForEachAsync(
                customers,
                limits,
                async (customer, cancel) =>
                {
                    foreach (var order in await OrdersAsync(customer, cancel))
                        if (order.SaleId == told.Sale)
                            seen.Add(new(order.Id, customer.Id, order.Quantity, order.Status is not "cancelled"));
                    Interlocked.Increment(ref done);
                }
            );
        }
        return [.. seen];
    }

    private async Task<IReadOnlyList<OrderReply>> OrdersAsync(Customer customer, CancellationToken stop)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await phones.OrdersAsync(customer, stop) is { } orders)
                return orders;
            await Task.Delay(LookEvery * attempt, time, stop);
        }
        throw new CannotRunException(
            "The product is too busy to show its customers their orders: nothing can be said about them."
        );
    }
}
