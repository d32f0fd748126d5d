using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Money against refunds and orders: three look-ups by index a payment.</summary>
internal sealed class PaymentScan(ReconciliationOptions options)
    : RowScan<string>("payments", "transaction_id", options)
{
    private MoneySums _sums = new(0, 0, 0, 0, 0, 0, 0, false);
    private Action<Discrepancy> _found = _ => { };

    protected override IReadOnlyList<string> Latest { get; } =
    [
        "t.transaction_id IN (SELECT transaction_id FROM payments ORDER BY received_at DESC LIMIT @latest)",
        "t.transaction_id IN (SELECT transaction_id FROM refunds ORDER BY updated_at DESC LIMIT @latest)",
    ];

    public async Task<MoneySums> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<string> suspects,
        Action<Discrepancy> found
    )
    {
        (_sums, _found) = (new(0, 0, 0, 0, 0, 0, 0, false), found);
        var (_, complete) = await RunAsync(session, suspects, r => r.Text(0));
        return _sums with { Complete = complete };
    }

    protected override async Task<long> JudgeAsync(
        LedgerSession session,
        string condition,
        Func<LedgerCommand, LedgerCommand> with,
        bool inWindow
    )
    {
        var rows = 0L;
        await with(
                session.Sql(
                    $"""
                    SELECT t.transaction_id, t.order_id, t.amount_fen, t.state, t.refund_fen, coalesce(o.status, f.status, -1), coalesce(o.amount_fen, f.money_fen, 0),
                           (SELECT coalesce(sum(r.amount_fen), 0) FROM refunds r WHERE r.transaction_id = t.transaction_id AND r.state NOT IN (5, 6)),
                           (SELECT coalesce(sum(r.amount_fen), 0) FROM refunds r WHERE r.transaction_id = t.transaction_id AND r.state = 3), t.frozen_reason
                    FROM payments t LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN fuel_orders f ON f.id = t.order_id WHERE {condition}
                    """
                )
            )
            .EachAsync(r =>
            {
                rows++;
                OrderStatus? order = r.Int(5) < 0 ? null : (OrderStatus)r.Int(5);
                var payment = new PaymentCount(
                    r.Text(0),
                    r.IdOrNull(1),
                    r.Long(2),
                    r.Int(3),
                    r.Long(4),
                    order,
                    r.Long(6),
                    r.Sum(7),
                    r.Sum(8),
                    r.TextOrNull(9) is not null
                );
                if (inWindow)
                    _sums = ReconciliationRule.Add(_sums, payment);
                foreach (var finding in ReconciliationRule.Payment(payment))
                    _found(finding);
            });
        return rows;
    }
}
