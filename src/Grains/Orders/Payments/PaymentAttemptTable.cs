using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

internal enum AttemptState
{
    Open = 0,

    /// <summary>The attempt's number brings no money any more.</summary>
    Closed = 1,
    Paid = 2,
}

/// <summary>An attempt to pay an order, under a number of its own. Amount in fen.</summary>
internal sealed record PayAttempt(
    string OutTradeNo,
    OrderId Order,
    int Number,
    long AmountFen,
    AttemptState State,
    string? PrepayId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? NextQueryAt,
    int Queries,
    bool IsSpent
)
{
    /// <summary>The queries that the customer prompted beyond the schedule, and when the last one was.</summary>
    public int Prompted { get; init; }
    public DateTimeOffset? PromptedAt { get; init; }
}

/// <summary>The table pay_attempts. Each change names the state that it expects.</summary>
internal static class PaymentAttemptTable
{
    private const string Columns = """
        out_trade_no, order_id, attempt, amount_fen, state, prepay_id, created_at, expires_at, next_query_at, queries, spent, prompted,
        prompted_at
        """;

    private static PayAttempt Read(LedgerRow r) =>
        new(
            r.Text(0),
            new(r.Id(1)),
            r.Int(2),
            r.Long(3),
            (AttemptState)r.Int(4),
            r.TextOrNull(5),
            r.Time(6),
            r.Time(7),
            r.TimeOrNull(8),
            r.Int(9),
            r.Int(10) != 0
        )
        {
            Prompted = r.Int(11),
            PromptedAt = r.TimeOrNull(12),
        };

    /// <summary>An order's attempts, the first one first.</summary>
    public static Task<ImmutableArray<PayAttempt>> OfOrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {Columns} FROM pay_attempts WHERE order_id = @order ORDER BY attempt")
            .With("order", order.Value)
            .ListAsync(Read);

    public static Task<PayAttempt?> FindAsync(LedgerSession session, string outTradeNo) =>
        session
            .Sql($"SELECT {Columns} FROM pay_attempts WHERE out_trade_no = @no")
            .With("no", outTradeNo)
            .FirstAsync(Read);

    /// <summary>
    /// Inserts an open attempt, unless the order is not pending any more or another activation has inserted the attempt.
    /// </summary>
    /// <param name="releaseAt">When the order's units return, whatever the gateway says. The order's first attempt keeps it.</param>
    public static Task<int> InsertAsync(LedgerSession session, PayAttempt attempt, DateTimeOffset releaseAt) =>
        session
            .Sql(
                $"""
                INSERT INTO pay_attempts ({Columns}, release_at)
                SELECT @no, o.id, @attempt, o.amount_fen, {AttemptState.Open:D}, NULL, @created, @expires, @next, 0, 0, 0, NULL, @release
                FROM (SELECT id, amount_fen, status FROM orders WHERE id = @order
                    UNION ALL SELECT id, money_fen, status FROM fuel_orders WHERE id = @order) o
                WHERE o.status = {OrderStatus.PendingPayment:D}
                ON CONFLICT DO NOTHING
                """
            )
            .With("no", attempt.OutTradeNo)
            .With("order", attempt.Order.Value)
            .With("attempt", attempt.Number)
            .With("created", attempt.CreatedAt)
            .With("expires", attempt.ExpiresAt)
            .With("next", attempt.NextQueryAt)
            .With("release", attempt.Number == 1 ? releaseAt : null)
            .ExecuteAsync();

    /// <summary>
    /// Stores the attempt's prepay_id. False: the attempt is not open any more, so the prepay_id must not be handed out.
    /// </summary>
    public static async Task<bool> SetPrepayIdAsync(LedgerSession session, string outTradeNo, string prepayId) =>
        await session
            .Sql(
                $"UPDATE pay_attempts SET prepay_id = @prepay WHERE out_trade_no = @no AND state = {AttemptState.Open:D}"
            )
            .With("prepay", prepayId)
            .With("no", outTradeNo)
            .ExecuteAsync() == 1;

    /// <summary>Marks an attempt whose number WeChat takes for no prepay any more. The attempt stays open: money may be on it.</summary>
    public static Task<int> MarkSpentAsync(LedgerSession session, string outTradeNo) =>
        session.Sql("UPDATE pay_attempts SET spent = 1 WHERE out_trade_no = @no").With("no", outTradeNo).ExecuteAsync();

    /// <summary>The order holds nothing any more, so no unit of it waits for the gateway.</summary>
    public static Task<int> EndReleaseAsync(LedgerSession session, OrderId order) =>
        session
            .Sql("UPDATE pay_attempts SET release_at = NULL WHERE order_id = @order AND release_at IS NOT NULL")
            .With("order", order.Value)
            .ExecuteAsync();

    /// <summary>Open -> Closed.</summary>
    public static Task<int> CloseAsync(LedgerSession session, string outTradeNo) =>
        session
            .Sql(
                $"""
                UPDATE pay_attempts SET state = {AttemptState.Closed:D}
                WHERE out_trade_no = @no AND state = {AttemptState.Open:D}
                """
            )
            .With("no", outTradeNo)
            .ExecuteAsync();

    /// <summary>Open or Closed -> Paid: money came, whatever was known before.</summary>
    public static Task<int> MarkPaidAsync(LedgerSession session, string outTradeNo) =>
        session
            .Sql(
                $"""
                UPDATE pay_attempts SET state = {AttemptState.Paid:D}
                WHERE out_trade_no = @no AND state <> {AttemptState.Paid:D}
                """
            )
            .With("no", outTradeNo)
            .ExecuteAsync();

    /// <summary>Counts a query that decided nothing, and schedules the next one; null ends the queries.</summary>
    public static Task<int> ScheduleQueryAsync(LedgerSession session, string outTradeNo, DateTimeOffset? next) =>
        session
            .Sql(
                $"""
                UPDATE pay_attempts SET queries = queries + 1, next_query_at = @next
                WHERE out_trade_no = @no AND state = {AttemptState.Open:D}
                """
            )
            .With("next", next)
            .With("no", outTradeNo)
            .ExecuteAsync();

    /// <summary>
    /// Counts a prompted query of an open attempt, before it is sent. False: the order has used up its share, or the last one was too
    /// recent. Only an order's last open attempt is prompted, so its row alone decides between two that come at once.
    /// </summary>
    /// <param name="most">Prompted queries of all the order's attempts together.</param>
    public static async Task<bool> CountPromptedAsync(
        LedgerSession session,
        PayAttempt attempt,
        int most,
        TimeSpan gap,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE pay_attempts SET prompted = prompted + 1, prompted_at = @now
                WHERE out_trade_no = @no AND state = {AttemptState.Open:D} AND (prompted_at IS NULL OR prompted_at <= @before)
                    AND prompted < @most - (SELECT COALESCE(SUM(a.prompted), 0) FROM pay_attempts a
                        WHERE a.order_id = @order AND a.out_trade_no <> @no)
                """
            )
            .With("now", now)
            .With("before", now - gap)
            .With("no", attempt.OutTradeNo)
            .With("order", attempt.Order.Value)
            .With("most", most)
            .ExecuteAsync() == 1;

    /// <summary>Takes an order's closed and paid attempts off the schedule.</summary>
    public static Task<int> UnscheduleDecidedAsync(LedgerSession session, OrderId order) =>
        session
            .Sql(
                $"""
                UPDATE pay_attempts SET next_query_at = NULL
                WHERE order_id = @order AND state <> {AttemptState.Open:D} AND next_query_at IS NOT NULL
                """
            )
            .With("order", order.Value)
            .ExecuteAsync();

    /// <summary>
    /// Schedules the order's last attempt, open or not, so that the sweep comes back to an order that is still closing.
    /// </summary>
    public static Task<int> ScheduleLastAsync(LedgerSession session, OrderId order, DateTimeOffset next) =>
        session
            .Sql(
                """
                UPDATE pay_attempts SET next_query_at = @next
                WHERE order_id = @order AND attempt = (SELECT max(attempt) FROM pay_attempts WHERE order_id = @order)
                """
            )
            .With("next", next)
            .With("order", order.Value)
            .ExecuteAsync();
}
