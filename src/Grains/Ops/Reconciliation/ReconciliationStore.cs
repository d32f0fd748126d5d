using System.Text.Json;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>The one row that says whose turn it is to look and what was seen last, and what is done about breaches.</summary>
internal sealed class ReconciliationStore(LedgerDatabase database, TimeProvider time)
{
    private const string Actor = "reconciliation";

    /// <summary>This look's number, when it is due and ours: the silo that looked last goes on, another only when it is late.</summary>
    public Task<long?> ClaimAsync(string holder, ReconciliationOptions options, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        UPDATE reconciliation SET revision = revision + 1, holder = @holder, next_at = @next
                        WHERE id = 1 AND (next_at <= @late OR (holder = @holder AND next_at <= @now)) RETURNING revision
                        """
                    )
                    .With("holder", holder)
                    .With("now", time.GetUtcNow())
                    .With("late", time.GetUtcNow() - options.TakeOverAfter)
                    .With("next", time.GetUtcNow() + options.Period)
                    .FirstAsync(r => (long?)r.Long(0)),
            ct
        );

    public async Task<ReconciliationReport?> LatestAsync(CancellationToken ct)
    {
        var text = await database.ReadAsync(
            session => session.Sql("SELECT report FROM reconciliation WHERE id = 1").FirstAsync(r => r.Text(0)),
            ct
        );
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ReconciliationReport>(text);
        }
        catch (JsonException)
        {
            // Another build's words: as if nothing had been seen yet.
            return null;
        }
    }

    /// <summary>Writes what was seen and alarms of what was seen twice. False: another silo looks by now; this look is void.</summary>
    public Task<bool> RecordAsync(
        ReconciliationReport report,
        IEnumerable<ReportedDiscrepancy> confirmed,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                var ours = await session
                    .Sql("UPDATE reconciliation SET report = @report WHERE id = 1 AND revision = @revision")
                    .With("report", JsonSerializer.Serialize(report))
                    .With("revision", report.Revision)
                    .ExecuteAsync();
                if (ours == 0)
                    return false;
                foreach (var breach in confirmed)
                    await AlarmRows.RaiseAsync(
                        session,
                        report.At,
                        $"reconciliation.{breach.Kind}",
                        breach.Subject,
                        breach.Detail
                    );
                return true;
            },
            ct
        );

    /// <summary>No further refund takes of this money until a person says what becomes of it. False: it was frozen before.</summary>
    public Task<bool> FreezeAsync(string transactionId, ReportedDiscrepancy breach, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var frozen = await session
                    .Sql(
                        "UPDATE payments SET state = 4, frozen_reason = @reason, next_try_at = NULL WHERE transaction_id = @id AND state <> 4"
                    )
                    .With("reason", $"{breach.Kind}: {breach.Detail}")
                    .With("id", transactionId)
                    .ExecuteAsync();
                if (frozen == 1)
                    await AuditRows.AddAsync(
                        session,
                        time,
                        Actor,
                        "payment.freeze",
                        $"payment/{transactionId}",
                        $"{breach.Kind} {breach.Subject}"
                    );
                return frozen == 1;
            },
            ct
        );
}
