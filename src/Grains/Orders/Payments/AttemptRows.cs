using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

internal enum AttemptState
{
    Open = 0,

    /// <summary>No money comes for its number any more.</summary>
    Closed = 1,
    Paid = 2,
}

/// <summary>One attempt to pay an order, under a number of its own.</summary>
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
    int Queries
);

/// <summary>The rows of pay_attempts. Each change names the state it expects.</summary>
internal static class AttemptRows
{
    private const string Select = """
        SELECT out_trade_no, order_id, attempt, amount_fen, state, prepay_id, created_at, expires_at, next_query_at, queries FROM pay_attempts
        """;

    public static Task<ImmutableArray<PayAttempt>> OfAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{Select} WHERE order_id = @order ORDER BY attempt").With("order", order.Value).ListAsync(Read);

    public static Task<PayAttempt?> FindAsync(LedgerSession session, string outTradeNo) =>
        session.Sql($"{Select} WHERE out_trade_no = @no").With("no", outTradeNo).FirstAsync(Read);

    /// <summary>A new attempt, unless the order stopped waiting for one or another activation made it.</summary>
    public static async Task<bool> AddAsync(LedgerSession session, PayAttempt attempt) =>
        await session
            .Sql(
                """
                INSERT INTO pay_attempts (out_trade_no, order_id, attempt, amount_fen, state, created_at, expires_at, next_query_at, queries)
                SELECT @no, o.id, @attempt, o.amount_fen, 0, @created, @expires, @next, 0
                FROM (SELECT id, amount_fen, status FROM orders WHERE id = @order
                    UNION ALL SELECT id, money_fen, status FROM fuel_orders WHERE id = @order) o
                WHERE o.status = 0
                ON CONFLICT DO NOTHING
                """
            )
            .With("no", attempt.OutTradeNo)
            .With("order", attempt.Order.Value)
            .With("attempt", attempt.Number)
            .With("created", attempt.CreatedAt)
            .With("expires", attempt.ExpiresAt)
            .With("next", attempt.NextQueryAt)
            .ExecuteAsync() == 1;

    /// <summary>False: the attempt is not open any more, so nobody may pay with this prepay_id.</summary>
    public static async Task<bool> PreparedAsync(LedgerSession session, string outTradeNo, string prepayId) =>
        await session
            .Sql("UPDATE pay_attempts SET prepay_id = @prepay WHERE out_trade_no = @no AND state = 0")
            .With("prepay", prepayId)
            .With("no", outTradeNo)
            .ExecuteAsync() == 1;

    public static Task<int> CloseAsync(LedgerSession session, string outTradeNo) =>
        session
            .Sql("UPDATE pay_attempts SET state = 1 WHERE out_trade_no = @no AND state = 0")
            .With("no", outTradeNo)
            .ExecuteAsync();

    public static Task<int> PaidAsync(LedgerSession session, string outTradeNo) =>
        session
            .Sql("UPDATE pay_attempts SET state = 2 WHERE out_trade_no = @no AND state <> 2")
            .With("no", outTradeNo)
            .ExecuteAsync();

    /// <summary>Asked in vain: again at that time, or never.</summary>
    public static Task<int> AskedAsync(LedgerSession session, string outTradeNo, DateTimeOffset? next) =>
        session
            .Sql(
                "UPDATE pay_attempts SET queries = queries + 1, next_query_at = @next WHERE out_trade_no = @no AND state = 0"
            )
            .With("next", next)
            .With("no", outTradeNo)
            .ExecuteAsync();

    /// <summary>What is not open needs no more questions.</summary>
    public static Task<int> RestAsync(LedgerSession session, OrderId order) =>
        session
            .Sql(
                "UPDATE pay_attempts SET next_query_at = NULL WHERE order_id = @order AND state <> 0 AND next_query_at IS NOT NULL"
            )
            .With("order", order.Value)
            .ExecuteAsync();

    /// <summary>The order is not done closing: its last attempt keeps it on the schedule, open or not.</summary>
    public static Task<int> ComeBackAsync(LedgerSession session, OrderId order, DateTimeOffset at) =>
        session
            .Sql(
                """
                UPDATE pay_attempts SET next_query_at = @at
                WHERE order_id = @order AND attempt = (SELECT max(attempt) FROM pay_attempts WHERE order_id = @order)
                """
            )
            .With("at", at)
            .With("order", order.Value)
            .ExecuteAsync();

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
            r.Int(9)
        );
}
