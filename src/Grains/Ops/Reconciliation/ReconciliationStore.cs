using System.Text.Json;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Elects the silo of the next run, keeps the last report, and carries out the consequences of discrepancies.</summary>
internal sealed class ReconciliationStore(LedgerDatabase database, TimeProvider time)
{
    private const string Actor = "reconciliation";

    /// <summary>
    /// Claims the next run and returns its number; null when no run is due. The silo of the last run goes on; another takes over when
    /// it is late.
    /// </summary>
    public Task<long?> ClaimAsync(string holder, ReconciliationOptions options, CancellationToken ct) =>
        database.WriteAsync(session => ReconciliationTable.ClaimAsync(session, holder, options, time.GetUtcNow()), ct);

    public async Task<ReconciliationReport?> LatestAsync(CancellationToken ct)
    {
        var text = await database.ReadAsync(ReconciliationTable.ReportAsync, ct);
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ReconciliationReport>(text);
        }
        catch (JsonException)
        {
            // Another build wrote the report in another form: the next run starts as if there were no report.
            return null;
        }
    }

    /// <summary>
    /// Writes the report and raises alarms for confirmed discrepancies. False: another silo has taken over; this run is void.
    /// </summary>
    public Task<bool> RecordAsync(
        ReconciliationReport report,
        IEnumerable<ReportedDiscrepancy> confirmed,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (
                    !await ReconciliationTable.SetReportAsync(
                        session,
                        report.Revision,
                        JsonSerializer.Serialize(report)
                    )
                )
                    return false;
                foreach (var discrepancy in confirmed)
                    await AlarmTable.RaiseAsync(
                        session,
                        report.At,
                        $"reconciliation.{discrepancy.Kind}",
                        discrepancy.Subject,
                        discrepancy.Detail
                    );
                return true;
            },
            ct
        );

    /// <summary>Freezes a payment: no refund takes its money until manual review decides. False: the payment was frozen before.</summary>
    public Task<bool> FreezeAsync(string transactionId, ReportedDiscrepancy discrepancy, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var reason = $"{discrepancy.Kind}: {discrepancy.Detail}";
                var frozen = await PaymentTable.FreezeAsync(session, transactionId, reason);
                if (frozen)
                    await AuditTable.AddAsync(
                        session,
                        time,
                        Actor,
                        "payment.freeze",
                        $"payment/{transactionId}",
                        $"{discrepancy.Kind} {discrepancy.Subject}"
                    );
                return frozen;
            },
            ct
        );
}
