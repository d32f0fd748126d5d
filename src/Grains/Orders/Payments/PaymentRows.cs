using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>How WeChat's word of a payment reached us.</summary>
internal enum PaymentSource
{
    Callback = 0,
    Query = 1,
}

/// <summary>The payment inbox. Each change names the state it expects.</summary>
internal static class PaymentRows
{
    // The grain that is told at once has this long before the sweep tells it again.
    private static readonly TimeSpan Head = TimeSpan.FromSeconds(2);

    private const string Select = """
        SELECT transaction_id, out_trade_no, order_id, amount_fen, currency, app_id, merchant_id, state, refund_fen, frozen_reason, paid_at, received_at
        FROM payments
        """;

    public static Task<PaymentView?> FindAsync(LedgerSession session, string transactionId) =>
        session.Sql($"{Select} WHERE transaction_id = @id").With("id", transactionId).FirstAsync(Read);

    public static Task<ImmutableArray<PaymentView>> OfAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"{Select} WHERE order_id = @order ORDER BY received_at, transaction_id")
            .With("order", order.Value)
            .ListAsync(Read);

    public static Task<ImmutableArray<PaymentView>> InAsync(LedgerSession session, PaymentState state, int limit) =>
        session
            .Sql($"{Select} WHERE state = @state ORDER BY received_at LIMIT @limit")
            .With("state", (int)state)
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>The order that it is for, if any of ours; null: the transaction is in the inbox already.</summary>
    public static Task<NewPayment?> AddAsync(
        LedgerSession session,
        Transaction paid,
        PaymentSource source,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                INSERT INTO payments (transaction_id, out_trade_no, order_id, amount_fen, currency, app_id, merchant_id, state, source, refund_fen,
                    paid_at, received_at, next_try_at, tries)
                VALUES (@id, @no, (SELECT a.order_id FROM pay_attempts a WHERE a.out_trade_no = @no), @amount, @currency, @app, @merchant, 0, @source, 0,
                    @paid, @now, @next, 0)
                ON CONFLICT (transaction_id) DO NOTHING RETURNING order_id
                """
            )
            .With("id", paid.TransactionId)
            .With("no", paid.OutTradeNo)
            .With("amount", paid.AmountFen)
            .With("currency", paid.Currency)
            .With("app", paid.AppId)
            .With("merchant", paid.MerchantId)
            .With("source", (int)source)
            .With("paid", paid.PaidAt)
            .With("now", now)
            .With("next", now + Head)
            .FirstAsync(r => new NewPayment(r.IdOrNull(0)));

    /// <summary>It becomes the order's one payment; throws LedgerRefusedException when the order has one.</summary>
    public static async Task<bool> ClaimAsync(LedgerSession session, string transactionId, DateTimeOffset now) =>
        await session
            .Sql("UPDATE payments SET state = 1, next_try_at = @next WHERE transaction_id = @id AND state = 0")
            .With("next", now + Head)
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    public static Task<int> KeepAsync(LedgerSession session, string transactionId) =>
        session
            .Sql("UPDATE payments SET state = 2, next_try_at = NULL WHERE transaction_id = @id AND state = 1")
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>All of it is reserved for its refund.</summary>
    public static async Task<bool> GiveBackAsync(LedgerSession session, string transactionId) =>
        await session
            .Sql(
                """
                UPDATE payments SET state = 3, refund_fen = amount_fen, next_try_at = NULL WHERE transaction_id = @id AND state IN (0, 1)
                """
            )
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    public static async Task<bool> FreezeAsync(LedgerSession session, string transactionId, string reason) =>
        await session
            .Sql(
                """
                UPDATE payments SET state = 4, frozen_reason = @reason, next_try_at = NULL WHERE transaction_id = @id AND state IN (0, 1)
                """
            )
            .With("reason", reason)
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    /// <summary>A person says that the order takes it; throws LedgerRefusedException when the order has another.</summary>
    public static async Task<bool> ReleaseAsync(LedgerSession session, string transactionId, DateTimeOffset now) =>
        await session
            .Sql(
                """
                UPDATE payments SET state = 1, next_try_at = @next WHERE transaction_id = @id AND state = 4
                    AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.transaction_id = @id AND r.state = 0)
                """
            )
            .With("next", now + Head)
            .With("id", transactionId)
            .ExecuteAsync() == 1;

    /// <summary>A frozen payment of which all is on its way back; others stay as they are.</summary>
    public static Task<int> FrozenGoesBackAsync(LedgerSession session, string transactionId) =>
        session
            .Sql("UPDATE payments SET state = 3 WHERE transaction_id = @id AND state = 4 AND refund_fen = amount_fen")
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>Reserves a part for a refund; false when less is left, or the payment is not in that state any more.</summary>
    public static async Task<bool> ReserveAsync(
        LedgerSession session,
        string transactionId,
        long amountFen,
        PaymentState state
    ) =>
        await session
            .Sql(
                """
                UPDATE payments SET refund_fen = refund_fen + @amount WHERE transaction_id = @id AND state = @state AND refund_fen + @amount <= amount_fen
                """
            )
            .With("amount", amountFen)
            .With("id", transactionId)
            .With("state", (int)state)
            .ExecuteAsync() == 1;

    /// <summary>
    /// Reserves a part of the order's payment for a refund, and answers the payment's transaction id. Null: the order has no payment
    /// that is applied or kept, or less is left.
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

    public static Task<int> UnreserveAsync(LedgerSession session, string transactionId, long amountFen) =>
        session
            .Sql("UPDATE payments SET refund_fen = refund_fen - @amount WHERE transaction_id = @id")
            .With("amount", amountFen)
            .With("id", transactionId)
            .ExecuteAsync();

    /// <summary>In vain: again at that time.</summary>
    public static Task<int> TryLaterAsync(LedgerSession session, string transactionId, DateTimeOffset next) =>
        session
            .Sql(
                "UPDATE payments SET tries = tries + 1, next_try_at = @next WHERE transaction_id = @id AND state IN (0, 1)"
            )
            .With("next", next)
            .With("id", transactionId)
            .ExecuteAsync();

    public static Task<int> TriesAsync(LedgerSession session, string transactionId) =>
        session
            .Sql("SELECT tries FROM payments WHERE transaction_id = @id")
            .With("id", transactionId)
            .FirstAsync(r => r.Int(0));

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
            r.Time(11)
        );
}

/// <param name="Order">Null for money under a number that no attempt of ours has.</param>
internal sealed record NewPayment(Guid? Order);
