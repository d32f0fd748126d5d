namespace FuelGrains.Grains.Orders.Payments;

/// <summary>When a customer who comes back or looks makes the product query the gateway beyond the schedule.</summary>
internal static class PromptRule
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>The attempt that the customer may have paid: the last open one, whose parameters were handed out last.</summary>
    public static PayAttempt? Awaited(OrderStatus status, ImmutableArray<PayAttempt> attempts) =>
        status == OrderStatus.PendingPayment ? attempts.LastOrDefault(a => a.State == AttemptState.Open) : null;

    /// <summary>
    /// Whether a look prompts a query. Pages look every few seconds, so looks have one query of the share; the others wait for a customer
    /// who comes back.
    /// </summary>
    public static bool LookPrompts(OrderStatus status, ImmutableArray<PayAttempt> attempts) =>
        Awaited(status, attempts) is not null && attempts.Sum(a => a.Prompted) == 0;

    /// <summary>
    /// When the gateway is queried again: by a further prompt while the share lasts, afterwards by the schedule. Null: nothing is awaited.
    /// </summary>
    public static TimeSpan? AgainAfter(
        OrderStatus status,
        ImmutableArray<PayAttempt> attempts,
        DateTimeOffset now,
        PaymentOptions options
    )
    {
        if (Awaited(status, attempts) is not { } attempt)
            return null;
        var next =
            attempts.Sum(a => a.Prompted) < options.PromptedQueries
                ? (attempt.PromptedAt ?? now) + options.PromptedGap
                : attempt.NextQueryAt ?? now + options.LongestQuery;
        // A query that is overdue waits for its sweep, or for a gateway that is away: nobody asks without a pause.
        return next - now > LeastPause ? next - now : LeastPause;
    }
}
