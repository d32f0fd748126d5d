using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Orders against their vouchers. An order's id begins with its time, so the latest ones stand at the index's end.</summary>
internal sealed class OrderScan(ReconciliationOptions options) : RowScan<Guid>("orders", "id", options)
{
    private readonly List<OrderCount> _wrong = [];

    protected override IReadOnlyList<string> Latest { get; } =
    ["t.id IN (SELECT id FROM orders ORDER BY id DESC LIMIT @latest)"];

    public async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<Guid> suspects,
        Action<Discrepancy> found
    )
    {
        _wrong.Clear();
        var judged = await RunAsync(session, suspects, r => r.Id(0));
        foreach (var order in _wrong)
            if (ReconciliationRule.Order(order, await KeptPayment.OfAsync(session, order.Id)) is { } finding)
                found(finding);
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
                    SELECT t.id, t.status, t.quantity, t.returned, (SELECT count(*) FROM vouchers v WHERE v.order_id = t.id) FROM orders t WHERE {condition}
                    """
                )
            )
            .EachAsync(r =>
            {
                rows++;
                var order = new OrderCount(r.Id(0), (OrderStatus)r.Int(1), r.Int(2), r.Int(3), r.Long(4));
                if (_wrong.Count < Options.MaxBreaches && ReconciliationRule.Order(order, null) is not null)
                    _wrong.Add(order);
            });
        return rows;
    }
}

/// <summary>What is frozen for an order that does not add up: the money that was kept for it.</summary>
internal static class KeptPayment
{
    public static Task<string?> OfAsync(LedgerSession session, Guid? order) =>
        order is null
            ? Task.FromResult<string?>(null)
            : session
                .Sql("SELECT transaction_id FROM payments WHERE order_id = @order AND state IN (1, 2)")
                .With("order", order)
                .FirstAsync(r => $"payment/{r.Text(0)}");
}
