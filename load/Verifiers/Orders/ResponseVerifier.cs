namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>
/// Verifies the replies by themselves: no order is acknowledged to two purchases, no reply is outside the contract (a 500 is a bug even
/// when its retry succeeds), and keys that are sent again after the sale give their first reply byte for byte.
/// </summary>
internal static class ResponseVerifier
{
    public static IEnumerable<Check> Of(PurchaseHistory history, PurchaseStatistics statistics)
    {
        var checks = new Checks("answers");
        checks["duplicated = 0: no order acknowledged to two purchases"] = history.Acknowledged.Repeated(p => p.Order);
        checks["answers outside the contract = 0"] = statistics.Unexpected.Select(u => $"{u.Key}: {u.Value}");
        return checks;
    }

    /// <summary>Picks every n-th acknowledged purchase, to be sent again now that nothing is free.</summary>
    public static IReadOnlyList<PurchaseOutcome> Sample(PurchaseHistory history, int size)
    {
        var step = Math.Max(1, history.Acknowledged.Count / Math.Max(1, size));
        return [.. history.Acknowledged.Where((_, i) => i % step == 0).Take(size)];
    }

    /// <summary>The same key must give its first reply back, byte for byte, and say that it is a repetition.</summary>
    public static Check OfReplays(IReadOnlyList<PurchaseOutcome> first, IReadOnlyList<PurchaseOutcome> again)
    {
        var wrong = first
            .Zip(again, (before, after) => (before.Purchase.Key, Before: before.Last, After: after.Last))
            .Where(pair => !pair.After.Accepted || !pair.After.Replayed || pair.Before.Body != pair.After.Body)
            .Select(pair =>
                $"{pair.Key} answered {pair.After.Slug}{(pair.After.Replayed ? "" : " (not marked as replayed)")}"
            );
        return Check.None("answers", $"{first.Count:N0} keys sent again: other than the first reply = 0", wrong);
    }
}
