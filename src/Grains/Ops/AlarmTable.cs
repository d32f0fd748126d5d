using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops;

/// <summary>Rows of alarms, which ask for manual review, within a transaction of the caller.</summary>
internal static class AlarmTable
{
    // Closes the alarms whose cause is over.
    private const string System = "system";

    private const string Columns = "id, kind, subject, detail, seen, raised_at, last_at, closed_at, closed_by";

    /// <summary>Raises an alarm in the transaction that finds its cause; an open alarm of the same subject is counted up.</summary>
    public static Task<int> RaiseAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string detail
    ) => WriteAsync(session, now, kind, subject, detail, counted: 1);

    /// <summary>
    /// Says that the cause of an alarm lasts. The alarm is raised when it is not open; else its detail and its time change, and it is
    /// not counted up.
    /// </summary>
    public static Task<int> KeepAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string detail
    ) => WriteAsync(session, now, kind, subject, detail, counted: 0);

    /// <summary>Closes the open alarm whose cause is over: nobody has raised or kept it since <paramref name="quietSince"/>.</summary>
    public static Task<int> EndAsync(
        LedgerSession session,
        string kind,
        string subject,
        DateTimeOffset quietSince,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                UPDATE alarms SET closed_at = @now, closed_by = @by
                WHERE kind = @kind AND subject = @subject AND closed_at IS NULL AND last_at <= @quiet
                """
            )
            .With("now", now)
            .With("by", System)
            .With("kind", kind)
            .With("subject", subject)
            .With("quiet", quietSince)
            .ExecuteAsync();

    /// <summary>The open alarms about a subject.</summary>
    public static Task<ImmutableArray<AlarmView>> OpenOfAsync(LedgerSession session, string subject) =>
        session
            .Sql($"SELECT {Columns} FROM alarms WHERE subject = @subject AND closed_at IS NULL ORDER BY id")
            .With("subject", subject)
            .ListAsync(Read);

    /// <summary>Open or closed alarms, the latest first, those before <paramref name="before"/> when given.</summary>
    public static Task<ImmutableArray<AlarmView>> ListAsync(
        LedgerSession session,
        bool closed,
        Guid? before,
        int limit
    ) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM alarms WHERE closed_at IS {(closed ? "NOT NULL" : "NULL")}
                {(before is null ? "" : "AND id < @before")} ORDER BY id DESC LIMIT @limit
                """
            )
            .With("limit", limit)
            .WithUnlessNull("before", before)
            .ListAsync(Read);

    public static Task<AlarmView?> FindAsync(LedgerSession session, Guid id) =>
        session.Sql($"SELECT {Columns} FROM alarms WHERE id = @id").With("id", id).FirstAsync(Read);

    /// <summary>Closes an open alarm. False: the alarm is closed already, or does not exist.</summary>
    public static async Task<bool> CloseAsync(LedgerSession session, Guid id, string staff, DateTimeOffset now) =>
        await session
            .Sql("UPDATE alarms SET closed_at = @now, closed_by = @staff WHERE id = @id AND closed_at IS NULL")
            .With("now", now)
            .With("staff", staff)
            .With("id", id)
            .ExecuteAsync() == 1;

    private static AlarmView Read(LedgerRow r) =>
        new(r.Id(0), r.Text(1), r.Text(2), r.Text(3), r.Int(4), r.Time(5), r.Time(6), r.TimeOrNull(7), r.TextOrNull(8));

    /// <param name="counted">What an open alarm is counted up by.</param>
    private static Task<int> WriteAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string detail,
        int counted
    ) =>
        session
            .Sql(
                """
                INSERT INTO alarms (id, kind, subject, detail, seen, raised_at, last_at)
                VALUES (@id, @kind, @subject, @detail, 1, @now, @now)
                ON CONFLICT (kind, subject) WHERE closed_at IS NULL
                DO UPDATE SET seen = alarms.seen + @counted, last_at = excluded.last_at, detail = excluded.detail
                """
            )
            .With("id", Guid.CreateVersion7(now))
            .With("kind", kind)
            .With("subject", subject)
            .With("detail", detail)
            .With("now", now)
            .With("counted", counted)
            .ExecuteAsync();
}
