namespace FuelGrains.Load.Database;

/// <summary>Reads the tables of orders and payments. Whole tables are read, because the run has a database of its own.</summary>
internal static class PaymentTables
{
    public const string WaitsForAPerson = "refunds that wait for a person";

    // Dead letters, and frozen money with its order, end only by a person's decision: waiting does not help.
    private const string Waiting = $"""
        SELECT 'effects' AS what, count(*) AS count FROM outbox WHERE state = 0
        UNION ALL SELECT 'open teams', count(*) FROM teams WHERE status = 0
        UNION ALL SELECT 'payments', count(*) FROM payments WHERE state IN (0, 1)
        UNION ALL SELECT 'refunds', count(*) FROM refunds WHERE state IN (1, 2)
        UNION ALL SELECT '{WaitsForAPerson}', count(*) FROM refunds WHERE state = 4
        UNION ALL SELECT 'attempts', count(*) FROM pay_attempts a WHERE a.state = 0
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = a.order_id AND p.state = 4)
        UNION ALL SELECT 'orders', count(*) FROM orders o WHERE o.status IN (0, 1, 2, 5)
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = o.id AND p.state = 4)
        """;

    public static async Task<PaymentRows> ReadAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await ReadAsync(snapshot, stop);
    }

    public static async Task<PaymentRows> ReadAsync(DatabaseSnapshot snapshot, CancellationToken stop) =>
        new()
        {
            Orders = await snapshot.ListAsync(
                "SELECT id, customer_id, quantity, amount_fen, status, returned FROM orders",
                r => new OrderRow(
                    r.Id("id"),
                    r.Id("customer_id"),
                    r.Int("quantity"),
                    r.Long("amount_fen"),
                    (OrderState)r.Int("status"),
                    r.Int("returned")
                ),
                stop
            ),
            Attempts = await snapshot.ListAsync(
                "SELECT out_trade_no, order_id, amount_fen, state, prepay_id FROM pay_attempts",
                r => new AttemptRow(
                    r.Text("out_trade_no"),
                    r.Id("order_id"),
                    r.Long("amount_fen"),
                    (AttemptState)r.Int("state"),
                    r.TextOrNull("prepay_id")
                ),
                stop
            ),
            Payments = await snapshot.ListAsync(
                "SELECT transaction_id, out_trade_no, order_id, amount_fen, state, refund_fen FROM payments",
                r => new PaymentRow(
                    r.Text("transaction_id"),
                    r.Text("out_trade_no"),
                    r.IdOrNull("order_id"),
                    r.Long("amount_fen"),
                    (PaymentState)r.Int("state"),
                    r.Long("refund_fen")
                ),
                stop
            ),
            Refunds = await snapshot.ListAsync(
                "SELECT out_refund_no, transaction_id, order_id, amount_fen, units, state, cause FROM refunds",
                r => new RefundRow(
                    r.Text("out_refund_no"),
                    r.Text("transaction_id"),
                    r.IdOrNull("order_id"),
                    r.Long("amount_fen"),
                    r.Int("units"),
                    (RefundState)r.Int("state"),
                    (RefundCause)r.Int("cause")
                ),
                stop
            ),
            Vouchers = await snapshot.ListAsync(
                "SELECT id, order_id, unit, customer_id, price_fen, state FROM vouchers",
                r => new VoucherRow(
                    r.Id("id"),
                    r.IdOrNull("order_id"),
                    r.Int("unit"),
                    r.Id("customer_id"),
                    r.Long("price_fen"),
                    (VoucherState)r.Int("state")
                ),
                stop
            ),
            Outbox = await snapshot.ListAsync(
                "SELECT id, kind, subject, attempts, state, last_error FROM outbox",
                r => new OutboxRow(
                    r.Id("id"),
                    r.Text("kind"),
                    r.Text("subject"),
                    r.Int("attempts"),
                    r.Flag("state"),
                    r.TextOrNull("last_error")
                ),
                stop
            ),
            Shards = await snapshot.ListAsync(
                "SELECT allotted, held, confirmed FROM stock_shards",
                r => new ShardRow(r.Long("allotted"), r.Long("held"), r.Long("confirmed")),
                stop
            ),
        };

    /// <summary>Returns how much of everything still waits for the product, and for a person.</summary>
    public static async Task<IReadOnlyList<(string What, long Count)>> ReadWaitingAsync(
        Store store,
        CancellationToken stop
    )
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await snapshot.ListAsync(Waiting, r => (r.Text("what"), r.Long("count")), stop);
    }
}
