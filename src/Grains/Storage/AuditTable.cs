namespace FuelGrains.Grains.Storage;

/// <summary>Writes who did what, in the transaction that does it.</summary>
internal static class AuditTable
{
    public static Task<int> AddAsync(
        LedgerSession session,
        TimeProvider time,
        string actor,
        string action,
        string subject,
        string detail
    )
    {
        var now = time.GetUtcNow();
        return session
            .Sql(
                "INSERT INTO audit (id, at, actor, action, subject, detail) VALUES (@id, @at, @actor, @action, @subject, @detail)"
            )
            .With("id", Guid.CreateVersion7(now))
            .With("at", now)
            .With("actor", actor)
            .With("action", action)
            .With("subject", subject)
            .With("detail", detail)
            .ExecuteAsync();
    }
}
