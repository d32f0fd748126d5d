namespace FuelGrains.Load.Verifiers.Payments;

/// <summary>
/// Verifies, with every callback lost, that customers who come back are told paid soon, and that WeChat is asked little more than the
/// schedule asks it.
/// </summary>
/// <param name="schedule">The wait before the first query of the product's schedule, and the longest; each wait is twice the last.</param>
internal sealed class ReturnVerifier(PaymentHistory all, Returns returns, (TimeSpan First, TimeSpan Longest) schedule)
{
    private const double P99LimitMs = 5_000;
    private const int MostBeyond = 3;

    public IEnumerable<Check> Times() =>
        new Checks("returns").That(
            "from coming back to paid, every callback lost: p99 at most 5 s",
            returns.Took.Milliseconds(99) <= P99LimitMs,
            $"{returns.Took.Milliseconds(99):N0} ms of {returns.Took.Count}"
        );

    public IEnumerable<Check> Checks()
    {
        var checks = new Checks("returns");
        checks.That("somebody came back and was told paid", returns.Orders.Count > 0, returns.Took.Count);
        checks["callbacks that came although all are lost = 0"] = all.Journal.Notifies.Where(n =>
            n is { About: "pay", Sent: true }
        );
        checks[$"orders with more than {MostBeyond} queries beyond the schedule = 0"] = Beyond()
            .Where(order => order.Queries > MostBeyond)
            .Select(order => $"{order.Order}: {order.Queries}");
        return checks;
    }

    /// <summary>The most queries that one order had beyond the schedule.</summary>
    public int Most => Beyond().Select(order => order.Queries).DefaultIfEmpty().Max();

    private IEnumerable<(Guid Order, int Queries)> Beyond()
    {
        var prepared = all.Journal.Prepays.DistinctBy(p => p.OutTradeNo).ToDictionary(p => p.OutTradeNo, p => p.At);
        return all
            .Journal.Queries.GroupBy(q => q.OutTradeNo)
            .Where(number => all.Attempt(number.Key) is { } attempt && returns.Orders.Contains(attempt.Order))
            .GroupBy(
                number => all.Attempt(number.Key)!.Order,
                number => number.Count() - Scheduled(number.Max(q => q.At) - prepared[number.Key])
            )
            .Select(order => (order.Key, order.Sum()));
    }

    /// <summary>The queries that the schedule alone sends in so long after the payment was prepared.</summary>
    private int Scheduled(TimeSpan span)
    {
        var (queries, wait) = (0, schedule.First);
        for (var at = wait; at <= span; at += wait)
        {
            queries++;
            wait = wait * 2 < schedule.Longest ? wait * 2 : schedule.Longest;
        }
        return queries;
    }
}
