using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>The table refunds: the only file that writes it. Each change names the states that it expects.</summary>
internal static class RefundTable
{
    // The outbox sends a refund at once; if the message is lost, the sweep finds the row after this time.
    private static readonly TimeSpan SweepGrace = TimeSpan.FromSeconds(30);

    private static readonly RowColumns<RefundView> Row = new(
        ("out_refund_no", r => r.OutRefundNo),
        ("transaction_id", r => r.TransactionId),
        ("order_id", r => r.Order?.Value),
        ("customer_id", r => r.Customer?.Value),
        ("amount_fen", r => r.AmountFen),
        ("units", r => r.Units),
        ("cause", r => (int)r.Cause),
        ("state", r => (int)r.State),
        ("reason", r => r.Reason),
        ("asked_by", r => r.AskedBy),
        ("decided_by", r => r.DecidedBy),
        ("last_error", r => r.LastError),
        ("created_at", r => r.CreatedAt),
        ("updated_at", r => r.UpdatedAt)
    );

    private static readonly string Columns = $"{Row.Names}, payer_fen";

    // The payer's part is certain when the customer paid all or nothing, or gets the whole payment back. Else WeChat decides it.
    private static readonly string Insert = $"""
        INSERT INTO refunds ({Columns}, key_hash, body_hash, next_try_at, tries)
        VALUES ({Row.Parameters},
            (SELECT CASE WHEN p.payer_fen = p.amount_fen THEN @amount_fen
                WHEN p.payer_fen = 0 OR p.amount_fen = @amount_fen THEN p.payer_fen END
             FROM payments p WHERE p.transaction_id = @transaction_id),
            @key_hash, @body_hash, @next_try_at, 0)
        RETURNING {Columns}
        """;

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
        )
        {
            PayerFen = r.LongOrNull(14),
        };

    private static KeyedRefund ReadKeyed(LedgerRow r) => new(Read(r), r.Long(15));

    public static Task<RefundView?> FindAsync(LedgerSession session, string outRefundNo) =>
        session
            .Sql($"SELECT {Columns} FROM refunds WHERE out_refund_no = @no")
            .With("no", outRefundNo)
            .FirstAsync(Read);

    /// <summary>An order's refunds, the first one first.</summary>
    public static Task<ImmutableArray<RefundView>> OfOrderAsync(LedgerSession session, OrderId order) =>
        OfOrdersAsync(session, [order]);

    /// <summary>The refunds of some orders, the first one first.</summary>
    public static Task<ImmutableArray<RefundView>> OfOrdersAsync(LedgerSession session, IEnumerable<OrderId> orders) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM refunds WHERE order_id {session.AnyOf<Guid>(
                    "orders"
                )} ORDER BY created_at, out_refund_no
                """
            )
            .WithAnyOf("orders", orders.Select(order => order.Value))
            .ListAsync(Read);

    /// <summary>A payment's refunds, the first one first.</summary>
    public static Task<ImmutableArray<RefundView>> OfPaymentAsync(LedgerSession session, string transactionId) =>
        session
            .Sql($"SELECT {Columns} FROM refunds WHERE transaction_id = @id ORDER BY created_at, out_refund_no")
            .With("id", transactionId)
            .ListAsync(Read);

    /// <summary>Refunds in a state, or in any state when null, the oldest first.</summary>
    public static Task<ImmutableArray<RefundView>> ListAsync(LedgerSession session, RefundState? state, int limit) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM refunds WHERE state BETWEEN @from AND @to ORDER BY created_at, out_refund_no LIMIT @limit
                """
            )
            .With("from", (int)(state ?? RefundState.AwaitingApproval))
            .With("to", (int)(state ?? RefundState.Stopping))
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>The sum of what a member of staff asked for since a time: paid out, under way or awaiting approval, in fen.</summary>
    // A refund of the merchant console was made elsewhere; staff only booked it.
    public static Task<long> SumAskedAsync(LedgerSession session, string askedBy, DateTimeOffset since) =>
        session
            .Sql(
                $"""
                SELECT coalesce(sum(amount_fen), 0) FROM refunds
                WHERE asked_by = @by AND created_at > @since AND cause <> {RefundCause.Console:D}
                    AND state NOT IN ({RefundState.Rejected:D}, {RefundState.Closed:D})
                """
            )
            .With("by", askedBy)
            .With("since", since)
            .FirstAsync(r => r.Sum(0));

    /// <summary>The refund that an idempotency key requested before; null when there is none.</summary>
    public static Task<KeyedRefund?> FindByKeyAsync(
        LedgerSession session,
        OrderId order,
        string askedBy,
        Guid keyHash
    ) =>
        session
            .Sql(
                // Concatenated: a plan by what somebody ever asked for reads more.
                $"SELECT {Columns}, body_hash FROM refunds WHERE order_id = @order AND asked_by||'' = @by AND key_hash = @key"
            )
            .With("order", order.Value)
            .With("by", askedBy)
            .With("key", keyHash)
            .FirstAsync(ReadKeyed);

    /// <summary>The next free number for a refund of the order, or of a payment without an order.</summary>
    public static async Task<string> NextNumberAsync(LedgerSession session, OrderId? order, string transactionId)
    {
        var refunds = order is { } id ? await OfOrderAsync(session, id) : await OfPaymentAsync(session, transactionId);
        // Rows are never deleted, so their count gives the next number. Automatic refunds of a payment have numbers of their own.
        return MoneyIds.RefundNo(
            order,
            transactionId,
            1 + refunds.Count(r => order is null || r.OutRefundNo[0] == MoneyIds.OfOrder)
        );
    }

    /// <summary>Inserts a refund and returns the row, which may say what goes back to the payer.</summary>
    /// <param name="keyHash">The idempotency key's hash, for a refund that was requested with a key.</param>
    public static async Task<RefundView> InsertAsync(
        LedgerSession session,
        RefundView refund,
        Guid? keyHash = null,
        long? bodyHash = null
    ) =>
        (
            await Row.Bind(session.Sql(Insert), refund)
                .With("key_hash", keyHash)
                .With("body_hash", bodyHash)
                .With("next_try_at", FirstTry(refund.State, refund.CreatedAt))
                .FirstAsync(Read)
        )!;

    /// <summary>AwaitingApproval -> Stopping, Pending or Rejected. False: the refund does not wait for approval any more.</summary>
    public static async Task<bool> DecideAsync(
        LedgerSession session,
        string outRefundNo,
        RefundState to,
        string staff,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE refunds SET state = @to, decided_by = @staff, updated_at = @now, next_try_at = @next
                WHERE out_refund_no = @no AND state = {RefundState.AwaitingApproval:D}
                """
            )
            .With("to", (int)to)
            .With("staff", staff)
            .With("now", now)
            .With("next", FirstTry(to, now))
            .With("no", outRefundNo)
            .ExecuteAsync() == 1;

    /// <summary>Stopping -> Pending, or Rejected because the vouchers came first. False: the refund is not Stopping any more.</summary>
    public static async Task<bool> EndStoppingAsync(
        LedgerSession session,
        string outRefundNo,
        RefundState to,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE refunds SET state = @to, last_error = @error, updated_at = @now, next_try_at = @next
                WHERE out_refund_no = @no AND state = {RefundState.Stopping:D}
                """
            )
            .With("to", (int)to)
            .With("error", to == RefundState.Rejected ? RefundView.TooLate : null)
            .With("now", now)
            .With("next", FirstTry(to, now))
            .With("no", outRefundNo)
            .ExecuteAsync() == 1;

    /// <summary>Stores the gateway's answer to a try. False: the refund has ended, and an ended refund never changes.</summary>
    /// <param name="reply">The answer, when it says more than the state: WeChat's id and the payer's part.</param>
    /// <param name="next">When the sweep tries again; null ends the tries.</param>
    public static async Task<bool> UpdateAsync(
        LedgerSession session,
        string outRefundNo,
        RefundState to,
        RefundReply? reply,
        string? error,
        DateTimeOffset? next,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE refunds SET state = @to, refund_id = coalesce(@id, refund_id), payer_fen = coalesce(@payer, payer_fen),
                    last_error = @error, updated_at = @now, next_try_at = @next, tries = tries + 1,
                    accepted_at = coalesce(accepted_at, @accepted)
                WHERE out_refund_no = @no
                    AND state IN ({RefundState.Pending:D}, {RefundState.Accepted:D}, {RefundState.Abnormal:D})
                """
            )
            .With("to", (int)to)
            .With("id", reply?.RefundId)
            .With("payer", reply?.PayerFen)
            .With("error", error)
            .With("now", now)
            .With("next", next)
            .With("accepted", to is RefundState.Accepted or RefundState.Succeeded or RefundState.Abnormal ? now : null)
            .With("no", outRefundNo)
            .ExecuteAsync() == 1;

    /// <summary>
    /// Pending, Accepted or Abnormal -> Succeeded, with the outbox messages that return the refund's units and notify its customer. The
    /// refund's alarms are over.
    /// </summary>
    public static async Task<bool> SucceedAsync(
        LedgerSession session,
        RefundView refund,
        RefundReply reply,
        DateTimeOffset now
    )
    {
        if (!await UpdateAsync(session, refund.OutRefundNo, RefundState.Succeeded, reply, error: null, next: null, now))
            return false;
        foreach (var over in (string[])[AlarmKinds.RefundRefused, AlarmKinds.RefundAbnormal])
            await AlarmTable.EndAsync(session, over, refund.OutRefundNo, quietSince: now, now);
        await OutboxRows.AddAsync(session, now, OutboxKinds.SettleRefund, refund.OutRefundNo);
        if (refund.Customer is not null)
            await OutboxRows.AddAsync(session, now, OutboxKinds.Notice, $"refunded/{refund.OutRefundNo}");
        return true;
    }

    /// <summary>The refunds that are to be sent, counted and added up by the error of their last try.</summary>
    public static Task<ImmutableArray<WaitingRefunds>> WaitingAsync(LedgerSession session) =>
        session
            .Sql(
                $"""
                SELECT last_error, count(*), CAST(sum(amount_fen) AS bigint) FROM refunds
                WHERE next_try_at IS NOT NULL AND state = {RefundState.Pending:D} AND last_error IS NOT NULL
                GROUP BY last_error
                """
            )
            .ListAsync(r => new WaitingRefunds(r.Text(0), r.Long(1), r.Long(2)));

    /// <summary>Makes the oldest refunds due that wait after an error, at most so many.</summary>
    public static Task<int> WakeAsync(LedgerSession session, string error, int most, DateTimeOffset now) =>
        session
            .Sql(
                $"""
                WITH waiting (waiting_no) AS MATERIALIZED (
                    SELECT out_refund_no FROM refunds
                    WHERE next_try_at > @now AND state = {RefundState.Pending:D} AND last_error = @error
                    ORDER BY created_at LIMIT @most
                )
                UPDATE refunds SET next_try_at = @now FROM waiting WHERE out_refund_no = waiting_no
                """
            )
            .With("error", error)
            .With("most", most)
            .With("now", now)
            .ExecuteAsync();

    // A refund that waits for a person, or is over, has no next try.
    private static DateTimeOffset? FirstTry(RefundState state, DateTimeOffset now) =>
        state is RefundState.Pending or RefundState.Stopping ? now + SweepGrace : null;

    public static Task<int> TriesAsync(LedgerSession session, string outRefundNo) =>
        session
            .Sql("SELECT tries FROM refunds WHERE out_refund_no = @no")
            .With("no", outRefundNo)
            .FirstAsync(r => r.Int(0));
}

/// <summary>Refunds that wait after the same error. Amount in fen.</summary>
internal sealed record WaitingRefunds(string Error, long Count, long AmountFen);

/// <summary>A refund, and the hash of the request that asked for it.</summary>
internal sealed record KeyedRefund(RefundView Refund, long BodyHash);
