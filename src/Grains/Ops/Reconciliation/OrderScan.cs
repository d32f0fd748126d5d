using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Compares orders with their vouchers. An order's id begins with its time, so the latest orders are at the end of the index.
/// </summary>
internal sealed class OrderScan(ReconciliationOptions options) : RowScan<Guid>("orders", "id", options)
{
    private const string Columns =
        "t.id, t.status, t.quantity, t.returned, (SELECT count(*) FROM vouchers v WHERE v.order_id = t.id)";

    private readonly List<OrderCount> _wrong = [];

    protected override IReadOnlyList<string> Latest { get; } =
    ["t.id IN (SELECT id FROM orders ORDER BY id DESC LIMIT @latest)"];

    private static OrderCount Read(LedgerRow r) => new(r.Id(0), (OrderStatus)r.Int(1), r.Int(2), r.Int(3), r.Long(4));

    public async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<Guid> suspects,
        Action<Discrepancy> found
    )
    {
        _wrong.Clear();
        var evaluated = await RunAsync(session, suspects, r => r.Id(0));
        foreach (var order in _wrong)
            if (ReconciliationRule.Order(order, await KeptPayment.OfAsync(session, order.Id)) is { } discrepancy)
                found(discrepancy);
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
        await with(session.Sql($"SELECT {Columns} FROM orders t WHERE {condition}"))
            .EachAsync(r =>
            {
                rows++;
                var order = Read(r);
                if (_wrong.Count < Options.MaxDiscrepancies && ReconciliationRule.Order(order, null) is not null)
                    _wrong.Add(order);
            });
        return rows;
    }
}

/// <summary>Finds the payment of an order: the payment is frozen when the order has a discrepancy.</summary>
internal static class KeptPayment
{
    public static Task<string?> OfAsync(LedgerSession session, Guid? order) =>
        order is null
            ? Task.FromResult<string?>(null)
            : session
                .Sql(
                    $"""
                    SELECT transaction_id FROM payments
                    WHERE order_id = @order AND state IN ({PaymentState.Applying:D}, {PaymentState.Kept:D})
                    """
                )
                .With("order", order)
                .FirstAsync(r => $"payment/{r.Text(0)}");
}
