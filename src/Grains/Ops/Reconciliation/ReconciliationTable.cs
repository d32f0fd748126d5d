using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>The table of the reconciliation. Its one row says which silo runs next and when, and keeps the last report.</summary>
internal static class ReconciliationTable
{
    /// <summary>Claims the run that is due, for the silo of the last run or, when that is late, for any; null when none is due.</summary>
    /// <returns>The number of the run.</returns>
    public static Task<long?> ClaimAsync(
        LedgerSession session,
        string holder,
        ReconciliationOptions options,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                UPDATE reconciliation SET revision = revision + 1, holder = @holder, next_at = @next
                WHERE id = 1 AND (next_at <= @late OR (holder = @holder AND next_at <= @now)) RETURNING revision
                """
            )
            .With("holder", holder)
            .With("now", now)
            .With("late", now - options.TakeOverAfter)
            .With("next", now + options.Period)
            .FirstAsync(r => (long?)r.Long(0));

    /// <summary>The last report as JSON; empty before the first run.</summary>
    public static Task<string?> ReportAsync(LedgerSession session) =>
        session.Sql("SELECT report FROM reconciliation WHERE id = 1").FirstAsync(r => r.Text(0));

    /// <summary>Writes the report of a run. False: a later run was claimed meanwhile.</summary>
    public static async Task<bool> SetReportAsync(LedgerSession session, long revision, string report) =>
        await session
            .Sql("UPDATE reconciliation SET report = @report WHERE id = 1 AND revision = @revision")
            .With("report", report)
            .With("revision", revision)
            .ExecuteAsync() == 1;
}
