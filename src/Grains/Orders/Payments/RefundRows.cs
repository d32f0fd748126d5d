using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>The rows of refunds. Each change names the states it expects.</summary>
internal static class RefundRows
{
    // The outbox sends it at once; if that message is lost, the sweep finds the row.
    private static readonly TimeSpan Head = TimeSpan.FromSeconds(30);

    private const string Select = """
        SELECT out_refund_no, transaction_id, order_id, customer_id, amount_fen, units, cause, state, reason, asked_by, decided_by, last_error,
               created_at, updated_at
        FROM refunds
        """;

    public static Task<RefundView?> FindAsync(LedgerSession session, string outRefundNo) =>
        session.Sql($"{Select} WHERE out_refund_no = @no").With("no", outRefundNo).FirstAsync(Read);

    public static Task<ImmutableArray<RefundView>> OfAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"{Select} WHERE order_id = @order ORDER BY created_at, out_refund_no")
            .With("order", order.Value)
            .ListAsync(Read);

    public static Task<ImmutableArray<RefundView>> OfPaymentAsync(LedgerSession session, string transactionId) =>
        session
            .Sql($"{Select} WHERE transaction_id = @id ORDER BY created_at, out_refund_no")
            .With("id", transactionId)
            .ListAsync(Read);

    public static Task<ImmutableArray<RefundView>> InAsync(LedgerSession session, RefundState? state, int limit) =>
        session
            .Sql($"{Select} WHERE state BETWEEN @from AND @to ORDER BY created_at, out_refund_no LIMIT @limit")
            .With("from", (int)(state ?? RefundState.AwaitingApproval))
            .With("to", (int)(state ?? RefundState.Closed))
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>The refund that a key asked for, and what it asked.</summary>
    public static Task<(RefundView Refund, long BodyHash)?> OfKeyAsync(
        LedgerSession session,
        OrderId order,
        string askedBy,
        Guid keyHash
    ) =>
        session
            .Sql(
                """
                SELECT out_refund_no, transaction_id, order_id, customer_id, amount_fen, units, cause, state, reason, asked_by, decided_by, last_error,
                       created_at, updated_at, body_hash
                FROM refunds WHERE order_id = @order AND asked_by = @by AND key_hash = @key
                """
            )
            .With("order", order.Value)
            .With("by", askedBy)
            .With("key", keyHash)
            .FirstAsync(r => ((RefundView, long)?)(Read(r), r.Long(14)));

    public static Task<int> AddAsync(
        LedgerSession session,
        RefundView refund,
        Guid? keyHash = null,
        long? bodyHash = null
    ) =>
        session
            .Sql(
                """
                INSERT INTO refunds (out_refund_no, transaction_id, order_id, customer_id, amount_fen, units, cause, state, reason, asked_by, decided_by,
                    key_hash, body_hash, created_at, updated_at, next_try_at, tries)
                VALUES (@no, @transaction, @order, @customer, @amount, @units, @cause, @state, @reason, @by, @decided, @key, @body, @now, @now, @next, 0)
                """
            )
            .With("no", refund.OutRefundNo)
            .With("transaction", refund.TransactionId)
            .With("order", refund.Order?.Value)
            .With("customer", refund.Customer?.Value)
            .With("amount", refund.AmountFen)
            .With("units", refund.Units)
            .With("cause", (int)refund.Cause)
            .With("state", (int)refund.State)
            .With("reason", refund.Reason)
            .With("by", refund.AskedBy)
            .With("decided", refund.DecidedBy)
            .With("key", keyHash)
            .With("body", bodyHash)
            .With("now", refund.CreatedAt)
            .With("next", refund.State == RefundState.Pending ? refund.CreatedAt + Head : null)
            .ExecuteAsync();

    /// <summary>A waiting refund gets its second person's word.</summary>
    public static async Task<bool> DecideAsync(
        LedgerSession session,
        string outRefundNo,
        RefundState to,
        string staff,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE refunds SET state = @to, decided_by = @staff, updated_at = @now, next_try_at = @next WHERE out_refund_no = @no AND state = 0
                """
            )
            .With("to", (int)to)
            .With("staff", staff)
            .With("now", now)
            .With("next", to == RefundState.Pending ? now + Head : null)
            .With("no", outRefundNo)
            .ExecuteAsync() == 1;

    /// <summary>The gateway's word: where it stands and when to ask again. What has ended stays ended.</summary>
    public static async Task<bool> MoveAsync(
        LedgerSession session,
        string outRefundNo,
        RefundState to,
        string? refundId,
        string? error,
        DateTimeOffset? next,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE refunds SET state = @to, refund_id = coalesce(@id, refund_id), last_error = @error, updated_at = @now, next_try_at = @next,
                    tries = tries + 1
                WHERE out_refund_no = @no AND state IN (1, 2, 4)
                """
            )
            .With("to", (int)to)
            .With("id", refundId)
            .With("error", error)
            .With("now", now)
            .With("next", next)
            .With("no", outRefundNo)
            .ExecuteAsync() == 1;

    /// <summary>The money is back: in the same commit the order and the customer are promised to hear of it.</summary>
    public static async Task<bool> SucceedAsync(
        LedgerSession session,
        RefundView refund,
        string? refundId,
        DateTimeOffset now
    )
    {
        if (
            !await MoveAsync(session, refund.OutRefundNo, RefundState.Succeeded, refundId, error: null, next: null, now)
        )
            return false;
        await OutboxRows.AddAsync(session, now, OutboxKinds.SettleRefund, refund.OutRefundNo);
        if (refund.Customer is not null)
            await OutboxRows.AddAsync(session, now, OutboxKinds.Notice, $"refunded/{refund.OutRefundNo}");
        return true;
    }

    public static Task<int> TriesAsync(LedgerSession session, string outRefundNo) =>
        session
            .Sql("SELECT tries FROM refunds WHERE out_refund_no = @no")
            .With("no", outRefundNo)
            .FirstAsync(r => r.Int(0));

    private static RefundView Read(LedgerRow r) =>
        new(
            r.Text(0),
            r.Text(1),
            r.IdOrNull(2) is { } order ? new OrderId(order) : null,
            r.IdOrNull(3) is { } customer ? new CustomerId(customer) : null,
            r.Long(4),
            r.Int(5),
            (RefundCause)r.Int(6),
            (RefundState)r.Int(7),
            r.Text(8),
            r.Text(9),
            r.TextOrNull(10),
            r.TextOrNull(11),
            r.Time(12),
            r.Time(13)
        );
}
