using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>Writes staff's decisions about shipping reports, each with its audit row.</summary>
[StatelessWorker]
public sealed class ShippingGrain(LedgerDatabase ledger, OutboxSignal signal, TimeProvider time) : Grain, IShippingGrain
{
    public async Task<ShippingDecision> ReportAgainAsync(OrderId order, string item, string staff)
    {
        var decision = await DecideAsync(
            order,
            staff,
            "shipping.report-again",
            item,
            async session =>
            {
                var now = time.GetUtcNow();
                var report = await ShippingReportTable.AskAgainAsync(session, order, item, now);
                if (report is not null)
                    await OutboxRows.AddAsync(session, now, OutboxKinds.ReportShipping, $"{order}");
                return report;
            }
        );
        signal.Set();
        return decision;
    }

    public Task<ShippingDecision> EndAsync(OrderId order, string reason, string staff) =>
        DecideAsync(
            order,
            staff,
            "shipping.end",
            reason,
            session => ShippingReportTable.EndAsync(session, order, reason)
        );

    private Task<ShippingDecision> DecideAsync(
        OrderId order,
        string staff,
        string action,
        string detail,
        Func<LedgerSession, Task<ShippingReport?>> change
    ) =>
        ledger.WriteAsync(async session =>
        {
            if (await change(session) is not { } changed)
                return new(false, await ShippingReportTable.FindAsync(session, order));
            await AuditTable.AddAsync(session, time, staff, action, $"order/{order}", detail);
            return new ShippingDecision(true, changed);
        });
}
