using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Compares each fuel order with its sale, its vouchers and its refunds.</summary>
internal sealed class FuelOrderScan(ReconciliationOptions options) : RowScan<Guid>("fuel_orders", "id", options)
{
    // The number of parameters in one statement.
    private const int Chunk = 500;

    // Refunds that a fuel order makes by itself and that take its money.
    private static readonly string OwnRefunds = $"""
        r.cause IN ({RefundCause.Remainder:D}, {RefundCause.NotFuelled:D})
        AND r.state NOT IN ({RefundState.Rejected:D}, {RefundState.Closed:D})
        """;

    private static readonly string Columns = $"""
        t.id, t.status, t.phase, t.money_fen, t.settled_fen, t.settled_ml, t.settled_voucher_fen, t.settled_money_fen,
        s.state, s.amount_fen, s.volume_ml,
        (SELECT coalesce(sum(r.amount_fen), 0) FROM refunds r WHERE r.order_id = t.id AND {OwnRefunds}),
        (SELECT count(*) FROM payments p WHERE p.order_id = t.id AND p.state <> {PaymentState.Received:D}), t.shares
        """;

    private static (FuelOrderCount Order, bool Vouchers) Read(LedgerRow r) =>
        (
            new(
                r.Id(0),
                (OrderStatus)r.Int(1),
                (FuelPhase)r.Int(2),
                r.Long(3),
                r.LongOrNull(4) is { } fen ? (fen, r.Long(5), r.Long(6), r.Long(7)) : null,
                r.LongOrNull(8) is { } state ? ((FuelSaleState)state, r.Long(9), r.Long(10)) : null,
                0,
                r.Sum(11),
                r.Long(12)
            ),
            r.Text(13).Length > 0
        );

    private readonly List<FuelOrderCount> _wrong = [];

    protected override IReadOnlyList<string> Latest { get; } =
    ["t.id IN (SELECT id FROM fuel_orders ORDER BY id DESC LIMIT @latest)"];

    public async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<Guid> suspects,
        Action<Discrepancy> found
    )
    {
        _wrong.Clear();
        var evaluated = await RunAsync(session, suspects, r => r.Id(0));
        foreach (var order in _wrong)
        {
            var payment = await KeptPayment.OfAsync(session, order.Id);
            foreach (var discrepancy in FuelReconciliation.Evaluate(order, payment))
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
        var orders = await with(
                session.Sql(
                    $"SELECT {Columns} FROM fuel_orders t LEFT JOIN fuel_sales s ON s.id = t.sale_id WHERE {condition}"
                )
            )
            .ListAsync(Read);
        var used = await UsedAsync(session, [.. orders.Where(o => o.Vouchers).Select(o => o.Order.Id)]);
        foreach (var (order, _) in orders)
        {
            var counted = order with { UsedFen = used.GetValueOrDefault(order.Id) };
            if (_wrong.Count < Options.MaxDiscrepancies && FuelReconciliation.Evaluate(counted, null).Any())
                _wrong.Add(counted);
        }
        return orders.Length;
    }

    // The holder is text, because the two databases keep ids differently.
    private static async Task<Dictionary<Guid, long>> UsedAsync(LedgerSession session, IReadOnlyList<Guid> orders)
    {
        var used = new Dictionary<Guid, long>();
        foreach (var part in orders.Chunk(Chunk))
            await session
                .Sql(
                    $"""
                    SELECT holder, sum(amount_fen) FROM voucher_uses
                    WHERE holder {session.AnyOf<string>("holders")} GROUP BY holder
                    """
                )
                .WithAnyOf("holders", part.Select(id => $"fuelling/{id}"))
                .EachAsync(r => used[Guid.Parse(r.Text(0)["fuelling/".Length..])] = r.Sum(1));
        return used;
    }
}
