using System.Diagnostics;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>A run: evaluates everything in one snapshot, and remembers for its silo which rows are due next.</summary>
internal sealed class ReconciliationScan(ReconciliationOptions options)
{
    private readonly StockScan _stock = new(options);
    private readonly PaymentScan _payments = new(options);
    private readonly OrderScan _orders = new(options);
    private readonly VoucherScan _vouchers = new(options);
    private readonly FuelOrderScan _fuel = new(options);

    /// <param name="last">The previous report: its discrepancies are evaluated again, whichever rows are due.</param>
    public async Task<ReconciliationReport> RunAsync(
        LedgerSession session,
        long revision,
        DateTimeOffset now,
        ReconciliationReport? last
    )
    {
        var started = Stopwatch.GetTimestamp();
        // The key is the identity of a discrepancy, because a run may evaluate a row twice.
        var found = new Dictionary<(string, string), Discrepancy>();
        void Found(Discrepancy discrepancy) => found[(discrepancy.Kind, discrepancy.Subject)] = discrepancy;
        ImmutableArray<ReportedDiscrepancy> before = last?.Discrepancies ?? [];
        var stock = await _stock.RunAsync(session, before.Select(b => b.Freezes ?? "").ToHashSet(), Found);
        var money = await _payments.RunAsync(session, Suspects(before, "payment/"), Found);
        var (orders, allOrders) = await _orders.RunAsync(session, Ids(before, "order/"), Found);
        var (vouchers, allVouchers) = await _vouchers.RunAsync(session, Ids(before, "voucher/"), Found);
        await _fuel.RunAsync(session, Ids(before, "fuel-order/"), Found);
        var outbox = await OutboxAsync(session);
        var seen = before.ToDictionary(b => (b.Kind, b.Subject), b => b.Seen);
        // Known discrepancies come first: a flood of new ones must not push out those that are about to be frozen.
        var discrepancies = found
            .Values.Select(f => new ReportedDiscrepancy(
                f.Kind,
                f.Subject,
                f.Detail,
                seen.GetValueOrDefault((f.Kind, f.Subject)) + 1,
                f.Freezes
            ))
            .OrderByDescending(b => b.Seen)
            .ThenBy(b => b.Kind, StringComparer.Ordinal)
            .ThenBy(b => b.Subject, StringComparer.Ordinal)
            .ToList();
        return new()
        {
            Revision = revision,
            At = now,
            TookMs = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            Stock = stock,
            Money = money,
            Goods = new(orders, allOrders, vouchers, allVouchers),
            Outbox = outbox,
            Discrepancies = [.. discrepancies.Take(options.MaxDiscrepancies)],
            FurtherDiscrepancies = Math.Max(0, discrepancies.Count - options.MaxDiscrepancies),
        };
    }

    private static List<string> Suspects(ImmutableArray<ReportedDiscrepancy> before, string prefix) =>
        [
            .. before
                .Where(b => b.Subject.StartsWith(prefix, StringComparison.Ordinal))
                .Select(b => b.Subject[prefix.Length..])
                .Distinct(),
        ];

    private static List<Guid> Ids(ImmutableArray<ReportedDiscrepancy> before, string prefix) =>
        Suspects(before, prefix).ConvertAll(Guid.Parse);

    private static async Task<OutboxSums> OutboxAsync(LedgerSession session)
    {
        var oldest = await session
            .Sql($"SELECT min(created_at) FROM outbox WHERE state = {OutboxState.Waiting:D}")
            .FirstAsync(r => r.TimeOrNull(0));
        return (
            await session
                .Sql(
                    $"""
                    SELECT coalesce(sum(CASE WHEN state = {OutboxState.Waiting:D} THEN 1 ELSE 0 END), 0),
                        coalesce(sum(CASE WHEN state = {OutboxState.Dead:D} THEN 1 ELSE 0 END), 0) FROM outbox
                    """
                )
                .FirstAsync(r => new OutboxSums(r.Sum(0), r.Sum(1), oldest))
        )!;
    }
}
