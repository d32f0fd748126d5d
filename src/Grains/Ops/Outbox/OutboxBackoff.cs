namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>When a row that was delivered in vain is tried again, and when no more.</summary>
public static class OutboxBackoff
{
    // Beyond it the doubling would overflow; the longest wait is reached far earlier.
    private const int MaxDoublings = 30;

    /// <summary>True: it was tried often enough and is for a person now.</summary>
    public static bool IsDead(int attempts, OutboxOptions options) => attempts >= options.MaxAttempts;

    /// <summary>The wait after so many attempts: doubling up to the longest, of which a random half is spread out.</summary>
    /// <param name="chance">From 0 to 1: rows that failed together must not come back together.</param>
    public static TimeSpan After(int attempts, OutboxOptions options, double chance)
    {
        var doubled = options.FirstRetry * Math.Pow(2, Math.Clamp(attempts - 1, 0, MaxDoublings));
        var wait = doubled < options.LongestRetry ? doubled : options.LongestRetry;
        return wait * (0.5 + chance / 2);
    }
}
