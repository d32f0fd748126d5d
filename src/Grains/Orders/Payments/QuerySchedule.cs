using FuelGrains.GrainInterfaces.Ops.Scheduling;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>The waits between two queries of the gateway about a payment attempt.</summary>
public static class QuerySchedule
{
    /// <summary>
    /// The wait after so many queries. An open order waits for its customer; a closing order holds units that others want;
    /// afterwards only late money is looked for.
    /// </summary>
    public static TimeSpan After(OrderStatus status, int queries, PaymentOptions options) =>
        new Backoff(
            options.FirstQuery,
            status switch
            {
                OrderStatus.PendingPayment => options.LongestQuery,
                OrderStatus.Closing => options.LongestClosing,
                _ => options.LongestAfterwards,
            }
        ).After(queries);
}
