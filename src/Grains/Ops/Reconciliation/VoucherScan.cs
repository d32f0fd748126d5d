using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Compares each voucher with its order and its refund.</summary>
internal sealed class VoucherScan(ReconciliationOptions options) : RowScan<Guid>("vouchers", "id", options)
{
    // A refund that does not exist counts as rejected.
    private static readonly string Columns = $"""
        t.id, t.order_id, coalesce(o.status, -1), t.state, t.cause, t.holder, coalesce(r.state, {RefundState.Rejected:D}),
        t.volume_ml, t.remaining_ml
        """;

    private readonly List<VoucherCount> _wrong = [];

    protected override IReadOnlyList<string> Latest { get; } =
    ["t.id IN (SELECT id FROM vouchers ORDER BY id DESC LIMIT @latest)"];

    private static VoucherCount Read(LedgerRow r)
    {
        var (order, holder) = (r.IdOrNull(1), r.TextOrNull(5));
        // The order was refunded before the voucher's issue had ended, so no customer saw the voucher.
        var neverIssued =
            holder == $"issue/{order}" && (OrderStatus)r.Int(2) is OrderStatus.Refunding or OrderStatus.Refunded;
        return new(
            r.Id(0),
            order,
            r.Int(2) >= 0,
            (VoucherState)r.Int(3),
            (VoucherCause)r.Int(4),
            holder,
            neverIssued || (RefundState)r.Int(6) != RefundState.Rejected,
            r.Long(7),
            r.Long(8)
        );
    }

    public async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<Guid> suspects,
        Action<Discrepancy> found
    )
    {
        _wrong.Clear();
        var evaluated = await RunAsync(session, suspects, r => r.Id(0));
        foreach (var voucher in _wrong)
        {
            var payment = await KeptPayment.OfAsync(session, voucher.Order);
            foreach (var discrepancy in ReconciliationRule.Voucher(voucher, payment))
                found(discrepancy);
        }
        return evaluated;
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
                    FROM vouchers t LEFT JOIN orders o ON o.id = t.order_id
                        LEFT JOIN refunds r ON t.holder LIKE 'refund/%' AND r.out_refund_no = substr(t.holder, 8)
                    WHERE {condition}
                    """
                )
            )
            .EachAsync(r =>
            {
                rows++;
                var voucher = Read(r);
                if (_wrong.Count < Options.MaxDiscrepancies && ReconciliationRule.Voucher(voucher, null).Any())
                    _wrong.Add(voucher);
            });
        return rows;
    }
}
