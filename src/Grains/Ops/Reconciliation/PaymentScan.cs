using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Compares payments with refunds and orders: eight look-ups by index for each payment.</summary>
internal sealed class PaymentScan(ReconciliationOptions options)
    : RowScan<string>("payments", "transaction_id", options)
{
    private const string OfRefunds = "FROM refunds r WHERE r.transaction_id = t.transaction_id AND r.state";
    private static readonly string Live = $"{OfRefunds} NOT IN ({RefundState.Rejected:D}, {RefundState.Closed:D})";
    private static readonly string Succeeded = $"{OfRefunds} = {RefundState.Succeeded:D}";

    // The units of refunds that nobody can reject any more.
    private static readonly string GoingUnits = $"""
        SELECT coalesce(sum(r.units), 0) {OfRefunds} NOT IN ({RefundState.AwaitingApproval:D}, {RefundState.Rejected:D},
            {RefundState.Closed:D})
        """;

    private static readonly string Columns = $"""
        t.transaction_id, t.order_id, t.amount_fen, t.state, t.refund_fen,
        coalesce(o.status, f.status, -1), coalesce(o.amount_fen, f.money_fen, 0),
        (SELECT coalesce(sum(r.amount_fen), 0) {Live}), (SELECT coalesce(sum(r.amount_fen), 0) {Succeeded}), t.frozen_reason,
        t.payer_fen, (SELECT coalesce(sum(r.payer_fen), 0) {Live}),
        (SELECT CASE WHEN count(*) = count(r.payer_fen) THEN coalesce(sum(r.payer_fen), 0) ELSE -1 END {Succeeded}),
        coalesce(o.quantity, 1), ({GoingUnits}), coalesce(o.cause, {CloseCause.None:D})
        """;

    private MoneySums _sums = new(0, 0, 0, 0, 0, 0, 0, false);
    private Action<Discrepancy> _found = _ => { };

    protected override IReadOnlyList<string> Latest { get; } =
    [
        "t.transaction_id IN (SELECT transaction_id FROM payments ORDER BY received_at DESC LIMIT @latest)",
        "t.transaction_id IN (SELECT transaction_id FROM refunds ORDER BY updated_at DESC LIMIT @latest)",
    ];

    private static PaymentCount Read(LedgerRow r) =>
        new(
            r.Text(0),
            r.IdOrNull(1),
            r.Long(2),
            (PaymentState)r.Int(3),
            r.Long(4),
            r.Int(5) < 0 ? null : (OrderStatus)r.Int(5),
            r.Long(6),
            r.Sum(7),
            r.Sum(8),
            r.TextOrNull(9) is not null
        )
        {
            PayerFen = r.Long(10),
            PayerRefundsFen = r.Sum(11),
            PayerRefundedFen = r.Sum(12) is >= 0 and var payer ? payer : null,
            Units = r.Int(13),
            RefundUnits = r.Sum(14),
            OrderCause = (CloseCause)r.Int(15),
        };

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

    protected override async Task<long> EvaluateAsync(
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
                    SELECT {Columns}
                    FROM payments t LEFT JOIN orders o ON o.id = t.order_id LEFT JOIN fuel_orders f ON f.id = t.order_id
                    WHERE {condition}
                    """
                )
            )
            .EachAsync(r =>
            {
                rows++;
                var payment = Read(r);
                if (inWindow)
                    _sums = ReconciliationRule.Add(_sums, payment);
                foreach (var discrepancy in ReconciliationRule.Payment(payment))
                    _found(discrepancy);
            });
        return rows;
    }
}
