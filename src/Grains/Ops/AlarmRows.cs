using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops;

/// <summary>Raises an alarm, which asks for manual review, in the transaction that finds its cause.</summary>
internal static class AlarmRows
{
    public static Task<int> RaiseAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string detail
    ) =>
        session
            .Sql(
                """
                INSERT INTO alarms (id, kind, subject, detail, seen, raised_at, last_at)
                VALUES (@id, @kind, @subject, @detail, 1, @now, @now)
                ON CONFLICT (kind, subject) WHERE closed_at IS NULL
                DO UPDATE SET seen = alarms.seen + 1, last_at = excluded.last_at, detail = excluded.detail
                """
            )
            .With("id", Guid.CreateVersion7(now))
            .With("kind", kind)
            .With("subject", subject)
            .With("detail", detail)
            .With("now", now)
            .ExecuteAsync();
}
