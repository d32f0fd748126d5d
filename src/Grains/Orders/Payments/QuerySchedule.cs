namespace FuelGrains.Grains.Orders.Payments;

/// <summary>When the gateway is asked again: soon at first, then ever more rarely.</summary>
public static class QuerySchedule
{
    // Beyond it the doubling would overflow; every longest wait is reached far earlier.
    private const int MaxDoublings = 30;

    /// <summary>
    /// The wait after so many questions about an attempt. An order that is open waits for its customer, one that is closing holds
    /// units that others want; afterwards only late money is looked for.
    /// </summary>
    public static TimeSpan After(OrderStatus status, int queries, PaymentOptions options) =>
        Doubling(
            queries,
            options.FirstQuery,
            status switch
            {
                OrderStatus.PendingPayment => options.LongestQuery,
                OrderStatus.Closing => options.LongestClosing,
                _ => options.LongestAfterwards,
            }
        );

    /// <summary>The wait after so many tries of anything: doubling from the first to the longest.</summary>
    public static TimeSpan Doubling(int tries, TimeSpan first, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Clamp(tries, 0, MaxDoublings));
        return wait < longest ? wait : longest;
    }
}
