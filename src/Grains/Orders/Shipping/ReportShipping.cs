using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>Makes the first try to report shipping, at once. The report's own schedule makes the later ones.</summary>
public sealed class ReportShipping(LedgerDatabase ledger, ShippingReporter reporter, TimeProvider time) : IOutboxHandler
{
    public string Kind => OutboxKinds.ReportShipping;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var order = OrderId.Parse(message.Subject, null);
        var now = time.GetUtcNow();
        var report = await ledger.WriteAsync(
            session => ShippingReportTable.LeaseAsync(session, order, now, now + ShippingReporter.Lease),
            ct
        );
        if (report is not null)
            await reporter.AdvanceAsync(report, ct);
    }
}
