using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Each voucher against its order and its refund.</summary>
internal sealed class VoucherScan(ReconciliationOptions options) : RowScan<Guid>("vouchers", "id", options)
{
    private readonly List<VoucherCount> _wrong = [];

    protected override IReadOnlyList<string> Latest { get; } =
    ["t.id IN (SELECT id FROM vouchers ORDER BY id DESC LIMIT @latest)"];

    public async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<Guid> suspects,
        Action<Discrepancy> found
    )
    {
        _wrong.Clear();
        var judged = await RunAsync(session, suspects, r => r.Id(0));
        foreach (var voucher in _wrong)
        {
            var payment = await KeptPayment.OfAsync(session, voucher.Order);
            foreach (var finding in ReconciliationRule.Voucher(voucher, payment))
                found(finding);
        }
        return judged;
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
                    SELECT t.id, t.order_id, coalesce(o.status, -1), t.state, t.cause, t.holder, coalesce(r.state, 5), t.volume_ml, t.remaining_ml
                    FROM vouchers t LEFT JOIN orders o ON o.id = t.order_id
                        LEFT JOIN refunds r ON t.holder LIKE 'refund/%' AND r.out_refund_no = substr(t.holder, 8)
                    WHERE {condition}
                    """
                )
            )
            .EachAsync(r =>
            {
                rows++;
                var (order, holder) = (r.IdOrNull(1), r.TextOrNull(5));
                // A refund came before its issue had ended: nobody ever saw it.
                var neverIssued =
                    holder == $"issue/{order}"
                    && (OrderStatus)r.Int(2) is OrderStatus.Refunding or OrderStatus.Refunded;
                var voucher = new VoucherCount(
                    r.Id(0),
                    order,
                    r.Int(2) >= 0,
                    r.Int(3),
                    r.Int(4),
                    holder,
                    neverIssued || r.Int(6) != 5,
                    r.Long(7),
                    r.Long(8)
                );
                if (_wrong.Count < Options.MaxBreaches && ReconciliationRule.Voucher(voucher, null).Any())
                    _wrong.Add(voucher);
            });
        return rows;
    }
}
