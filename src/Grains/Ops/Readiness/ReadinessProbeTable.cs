using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Readiness;

/// <summary>The one row that every silo writes each second, to know whether the database takes writes.</summary>
internal static class ReadinessProbeTable
{
    public static Task<int> WriteAsync(LedgerSession session, DateTimeOffset now) =>
        session.Sql("UPDATE readiness_probe SET written_at = @now WHERE id = 1").With("now", now).ExecuteAsync();
}
