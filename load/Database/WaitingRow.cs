namespace FuelGrains.Load.Database;

/// <summary>How much of something still waits, for the product or for a person.</summary>
internal sealed record WaitingRow(string What, long Count)
{
    public const string WaitsForAPerson = "refunds that wait for a person";

    // Dead letters, and frozen money with its order, end only by a person's decision: waiting does not help.
    private static readonly string Waiting = $"""
        SELECT 'effects' AS what, count(*) AS count FROM outbox WHERE state = {OutboxState.Waiting:D}
        UNION ALL SELECT 'alarms about WeChat', count(*) FROM alarms
            WHERE closed_at IS NULL AND (kind LIKE 'gateway.%' OR kind = 'refund.account-empty')
        UNION ALL SELECT 'open teams', count(*) FROM teams WHERE status = {TeamState.Open:D}
        UNION ALL SELECT 'payments', count(*) FROM payments
            WHERE state IN ({PaymentState.Received:D}, {PaymentState.Applying:D})
        UNION ALL SELECT 'refunds', count(*) FROM refunds
            WHERE state IN ({RefundState.Stopping:D}, {RefundState.Pending:D}, {RefundState.Accepted:D})
        UNION ALL SELECT '{WaitsForAPerson}', count(*) FROM refunds WHERE state = {RefundState.Abnormal:D}
        UNION ALL SELECT 'attempts', count(*) FROM pay_attempts a WHERE a.state = {AttemptState.Open:D}
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = a.order_id AND p.state = {PaymentState.Frozen:D})
        UNION ALL SELECT 'orders', count(*) FROM orders o
            WHERE o.status IN ({OrderState.PendingPayment:D}, {OrderState.Closing:D}, {OrderState.Paid:D}, {OrderState.Refunding:D})
            AND NOT EXISTS (SELECT 1 FROM pay_attempts f JOIN payments p ON p.out_trade_no = f.out_trade_no
                WHERE f.order_id = o.id AND p.state = {PaymentState.Frozen:D})
        """;

    public static async Task<IReadOnlyList<WaitingRow>> ReadAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await snapshot.ListAsync<WaitingRow>(Waiting, stop);
    }
}
