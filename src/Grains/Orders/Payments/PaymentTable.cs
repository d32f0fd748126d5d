using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>How WeChat's message about a payment reached us.</summary>
internal enum PaymentSource
{
    Callback = 0,
    Query = 1,

    /// <summary>WeChat's trade bill had the payment, and staff recorded it.</summary>
    Bill = 2,
}

/// <summary>
/// The table payments, which is the payment inbox: the only file that writes it. Each change names the states that it expects.
/// </summary>
internal static class PaymentTable
{
    // A grain that is notified directly has this long before the sweep notifies it again.
    private static readonly TimeSpan SweepGrace = TimeSpan.FromSeconds(2);

    private static readonly string Undecided = $"state IN ({PaymentState.Received:D}, {PaymentState.Applying:D})";

    private const string Columns = """
        transaction_id, out_trade_no, order_id, amount_fen, currency, app_id, merchant_id, state, refund_fen, frozen_reason,
        paid_at, received_at, payer_fen, promotion
        """;

    private static PaymentView Read(LedgerRow r) =>
        new(
            r.Text(0),
            r.Text(1),
            r.IdOrNull(2) is { } order ? new OrderId(order) : null,
            r.Long(3),
            r.Text(4),
            r.Text(5),
            r.Text(6),
            (PaymentState)r.Int(7),
            r.Long(8),
            r.TextOrNull(9),
            r.Time(10),
            r.Time(11),
            r.Long(12),
            r.TextOrNull(13)
        );

    public static Task<PaymentView?> FindAsync(LedgerSession session, string transactionId) =>
        session
            .Sql($"SELECT {Columns} FROM payments WHERE transaction_id = @id")
            .With("id", transactionId)
            .FirstAsync(Read);

    /// <summary>An order's payments, the first one first.</summary>
    public static Task<ImmutableArray<PaymentView>> OfOrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {Columns} FROM payments WHERE order_id = @order ORDER BY received_at, transaction_id")
            .With("order", order.Value)
            .ListAsync(Read);

    /// <summary>The payments of some orders, the first one first.</summary>
    public static Task<ImmutableArray<PaymentView>> OfOrdersAsync(LedgerSession session, IEnumerable<OrderId> orders) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM payments WHERE order_id {session.AnyOf<Guid>(
                    "orders"
                )} ORDER BY received_at, transaction_id
                """
            )
            .WithAnyOf("orders", orders.Select(order => order.Value))
            .ListAsync(Read);

    /// <summary>Payments in a state, the oldest first.</summary>
    public static Task<ImmutableArray<PaymentView>> ListAsync(LedgerSession session, PaymentState state, int limit) =>
        session
            .Sql($"SELECT {Columns} FROM payments WHERE state = @state ORDER BY received_at LIMIT @limit")
            .With("state", (int)state)
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>Inserts a received payment for the order of its attempt. Null: the transaction is in the inbox already.</summary>
    public static Task<NewPayment?> InsertAsync(
        LedgerSession session,
        Transaction paid,
        PaymentSource source,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                $"""
                INSERT INTO payments (transaction_id, out_trade_no, order_id, amount_fen, payer_fen, currency, app_id, merchant_id,
                    state, source, refund_fen, promotion, paid_at, received_at, next_try_at, tries)
                VALUES (@id, @no, (SELECT a.order_id FROM pay_attempts a WHERE a.out_trade_no = @no), @amount, @payer, @currency, @app,
                    @merchant, {PaymentState.Received:D}, @source, 0, @promotion, @paid, @now, @next, 0)
                ON CONFLICT (transaction_id) DO NOTHING RETURNING order_id
                """
            )
            .With("id", paid.TransactionId)
            .With("no", paid.OutTradeNo)
            .With("amount", paid.AmountFen)
            .With("payer", paid.PayerFen)
            .With("promotion", paid.Promotion)
            .With("currency", paid.Currency)
            .With("app", paid.AppId)
            .With("merchant", paid.MerchantId)
            .With("source", (int)source)
            .With("paid", paid.PaidAt)
            .With("now", now)
            .With("next", now + SweepGrace)
            .FirstAsync(NewPayment.Read);

    /// <summary>Received -> Applying: the payment becomes the order's one payment.</summary>
    /// <exception cref="LedgerRefusedException">The order has another payment.</exception>
    public static Task<int> ClaimAsync(LedgerSession session, string transactionId, DateTimeOffset now) =>
        session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Applying:D}, next_try_at = @next
                WHERE transaction_id = @id AND state = {PaymentState.Received:D}
                """
            )
            .With("next", now + SweepGrace)
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>Applying -> Kept.</summary>
    public static Task<int> KeepAsync(LedgerSession session, string transactionId) =>
        session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Kept:D}, next_try_at = NULL
                WHERE transaction_id = @id AND state = {PaymentState.Applying:D}
                """
            )
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>Received or Applying -> Refunded: the whole amount is reserved for the payment's refund.</summary>
    public static async Task<bool> RefundWholeAsync(LedgerSession session, string transactionId) =>
        await session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Refunded:D}, refund_fen = amount_fen, next_try_at = NULL
                WHERE transaction_id = @id AND {Undecided}
                """
            )
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    /// <summary>Received or Applying -> Frozen.</summary>
    public static Task<bool> FreezeUndecidedAsync(LedgerSession session, string transactionId, string reason) =>
        FreezeAsync(session, transactionId, reason, Undecided);

    /// <summary>Any state -> Frozen. False: the payment was frozen before.</summary>
    public static Task<bool> FreezeAsync(LedgerSession session, string transactionId, string reason) =>
        FreezeAsync(session, transactionId, reason, $"state <> {PaymentState.Frozen:D}");

    /// <summary>Frozen -> Applying, unless a refund of the payment waits for approval or stops the order.</summary>
    /// <exception cref="LedgerRefusedException">The order has another payment.</exception>
    public static async Task<bool> UnfreezeAsync(LedgerSession session, string transactionId, DateTimeOffset now) =>
        await session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Applying:D}, next_try_at = @next
                WHERE transaction_id = @id AND state = {PaymentState.Frozen:D} AND NOT EXISTS (
                    SELECT 1 FROM refunds r WHERE r.transaction_id = @id
                        AND r.state IN ({RefundState.AwaitingApproval:D}, {RefundState.Stopping:D}))
                """
            )
            .With("next", now + SweepGrace)
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    /// <summary>Frozen -> Refunded, if the whole amount is reserved for refunds. Other payments stay as they are.</summary>
    public static Task<int> EndFrozenAsync(LedgerSession session, string transactionId) =>
        session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Refunded:D}
                WHERE transaction_id = @id AND state = {PaymentState.Frozen:D} AND refund_fen = amount_fen
                """
            )
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>Refunded -> Frozen, for a payment that staff ended by a refund which did not happen. Others stay as they are.</summary>
    public static Task<int> ReopenFrozenAsync(LedgerSession session, string transactionId) =>
        session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Frozen:D}
                WHERE transaction_id = @id AND state = {PaymentState.Refunded:D} AND refund_fen < amount_fen
                """
            )
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>
    /// Locks the payments of an order until the commit. Two requests about the order's money then judge one after the other, each with
    /// what the other one wrote.
    /// </summary>
    public static Task<int> LockAsync(LedgerSession session, OrderId order) =>
        session
            .Sql("UPDATE payments SET refund_fen = refund_fen WHERE order_id = @order")
            .With("order", order.Value)
            .ExecuteAsync();

    /// <summary>Reserves an amount for a refund. False: less is left, or the payment is not in that state any more.</summary>
    public static async Task<bool> ReserveRefundAsync(
        LedgerSession session,
        string transactionId,
        long amountFen,
        PaymentState state
    ) =>
        await session
            .Sql(
                """
                UPDATE payments SET refund_fen = refund_fen + @amount
                WHERE transaction_id = @id AND state = @state AND refund_fen + @amount <= amount_fen
                """
            )
            .With("amount", amountFen)
            .With("id", transactionId)
            .With("state", (int)state)
            .ExecuteAsync() == 1;

    /// <summary>
    /// Reserves an amount of an order's one payment, which counts from the moment that it is applied. Returns the payment's
    /// transaction id; null: no such payment has so much left.
    /// </summary>
    public static Task<string?> ReserveRefundAsync(LedgerSession session, OrderId order, long amountFen) =>
        session
            .Sql(
                $"""
                UPDATE payments SET refund_fen = refund_fen + @amount
                WHERE order_id = @order AND state IN ({PaymentState.Applying:D}, {PaymentState.Kept:D})
                    AND refund_fen + @amount <= amount_fen
                RETURNING transaction_id
                """
            )
            .With("amount", amountFen)
            .With("order", order.Value)
            .FirstAsync(r => r.Text(0));

    /// <summary>Releases an amount that was reserved for a refund which was rejected.</summary>
    public static Task<int> ReleaseReservedAsync(LedgerSession session, string transactionId, long amountFen) =>
        session
            .Sql("UPDATE payments SET refund_fen = refund_fen - @amount WHERE transaction_id = @id")
            .With("amount", amountFen)
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>Counts a try that decided nothing, and schedules the next one.</summary>
    public static Task<int> ScheduleRetryAsync(LedgerSession session, string transactionId, DateTimeOffset next) =>
        session
            .Sql(
                $"UPDATE payments SET tries = tries + 1, next_try_at = @next WHERE transaction_id = @id AND {Undecided}"
            )
            .With("next", next)
            .With("id", transactionId)
            .ExecuteAsync();

    public static Task<int> TriesAsync(LedgerSession session, string transactionId) =>
        session
            .Sql("SELECT tries FROM payments WHERE transaction_id = @id")
            .With("id", transactionId)
            .FirstAsync(r => r.Int(0));

    private static async Task<bool> FreezeAsync(
        LedgerSession session,
        string transactionId,
        string reason,
        string condition
    ) =>
        await session
            .Sql(
                $"""
                UPDATE payments SET state = {PaymentState.Frozen:D}, frozen_reason = @reason, next_try_at = NULL
                WHERE transaction_id = @id AND {condition}
                """
            )
            .With("reason", reason)
            .With("id", transactionId)
            .ExecuteAsync() == 1;
}

/// <param name="Order">Null for a payment whose number belongs to no attempt of ours.</param>
internal sealed record NewPayment(Guid? Order)
{
    public static NewPayment Read(LedgerRow r) => new(r.IdOrNull(0));
}
