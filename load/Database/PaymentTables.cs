namespace FuelGrains.Load.Database;

/// <summary>Reads the tables of orders and payments. Whole tables are read, because the run has a database of its own.</summary>
internal static class PaymentTables
{
    public const string WaitsForAPerson = "refunds that wait for a person";

    // Dead letters, and frozen money with its order, end only by a person's decision: waiting does not help.
    private static readonly string Waiting = $"""
        SELECT 'effects' AS what, count(*) AS count FROM outbox WHERE state = {OutboxState.Waiting:D}
        UNION ALL SELECT 'open teams', count(*) FROM teams WHERE status = {TeamState.Open:D}
        UNION ALL SELECT 'payments', count(*) FROM payments
            WHERE state IN ({PaymentState.Received:D}, {PaymentState.Applying:D})
        UNION ALL SELECT 'refunds', count(*) FROM refunds
            WHERE state IN ({RefundState.Pending:D}, {RefundState.Accepted:D})
        UNION ALL SELECT '{WaitsForAPerson}', count(*) FROM refunds WHERE state = {RefundState.Abnormal:D}
        UNION ALL SELECT 'attempts', count(*) FROM pay_attempts a WHERE a.state = {AttemptState.Open:D}
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = a.order_id AND p.state = {PaymentState.Frozen:D})
        UNION ALL SELECT 'orders', count(*) FROM orders o
            WHERE o.status IN ({OrderState.PendingPayment:D}, {OrderState.Closing:D}, {OrderState.Paid:D}, {OrderState.Refunding:D})
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = o.id AND p.state = {PaymentState.Frozen:D})
        """;

    public static async Task<PaymentRows> ReadAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await ReadAsync(snapshot, stop);
    }

    public static async Task<PaymentRows> ReadAsync(DatabaseSnapshot snapshot, CancellationToken stop) =>
        new()
        {
            Orders = await snapshot.ListAsync<OrderRow>(
                "SELECT id, customer_id AS customer, quantity, amount_fen, status AS state, returned FROM orders",
                stop
            ),
            Attempts = await snapshot.ListAsync<AttemptRow>(
                "SELECT out_trade_no, order_id AS \"order\", amount_fen, state, prepay_id FROM pay_attempts",
                stop
            ),
            Payments = await snapshot.ListAsync<PaymentRow>(
                """
                SELECT transaction_id, out_trade_no, order_id AS "order", amount_fen, state, refund_fen FROM payments
                """,
                stop
            ),
            Refunds = await snapshot.ListAsync<RefundRow>(
                """
                SELECT out_refund_no, transaction_id, order_id AS "order", amount_fen, units, state, cause FROM refunds
                """,
                stop
            ),
            Vouchers = await snapshot.ListAsync<VoucherRow>(
                """
                SELECT id, order_id AS "order", unit, customer_id AS customer, price_fen, state FROM vouchers
                """,
                stop
            ),
            Outbox = await snapshot.ListAsync<OutboxRow>(
                $"SELECT id, kind, subject, attempts, state = {OutboxState.Dead:D} AS dead, last_error FROM outbox",
                stop
            ),
            Shards = await snapshot.ListAsync<ShardRow>("SELECT allotted, held, confirmed FROM stock_shards", stop),
        };

    /// <summary>Returns how much of everything still waits for the product, and for a person.</summary>
    public static async Task<IReadOnlyList<WaitingRow>> ReadWaitingAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await snapshot.ListAsync<WaitingRow>(Waiting, stop);
    }
}

internal sealed record WaitingRow(string What, long Count);
