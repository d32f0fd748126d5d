using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>A row that is ours to deliver until <paramref name="Until"/>.</summary>
/// <param name="Attempt">Counted when the row was taken, so that a row which kills its process is counted too. It names the lease.</param>
public readonly record struct OutboxLease(
    Guid Id,
    string Kind,
    string Subject,
    string Body,
    int Attempt,
    DateTimeOffset Until
)
{
    public OutboxMessage Message => new(Id, Kind, Subject, Body, Attempt - 1);
}

/// <summary>How a delivery ended.</summary>
public enum OutboxEnd
{
    Delivered = 0,

    /// <summary>In vain; again at <see cref="OutboxOutcome.NextAt"/>.</summary>
    Failed = 1,

    /// <summary>In vain, for the last time.</summary>
    Dead = 2,

    /// <summary>Never begun: the attempt does not count.</summary>
    LeaseReturned = 3,
}

public readonly record struct OutboxOutcome(
    OutboxLease Lease,
    OutboxEnd End,
    DateTimeOffset NextAt = default,
    string Error = ""
);

/// <summary>The outbox's rows, as who delivers them takes and settles them: many in a commit.</summary>
public sealed class OutboxTable(LedgerDatabase database)
{
    public const string DeadLetterAlarm = "outbox.dead-letter";

    // Enough to recognise an error by; a stack trace belongs in the log.
    private const int MaxErrorLength = 500;

    /// <summary>Takes due rows of a kind, oldest first. Whoever asks at the same moment gets others, and waits for nobody.</summary>
    public Task<ImmutableArray<OutboxLease>> LeaseAsync(
        string kind,
        int limit,
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            session =>
                session
                    .Sql(
                        $"""
                        WITH due (due_id) AS MATERIALIZED (
                            SELECT id FROM outbox WHERE state = 0 AND kind = @kind AND next_at <= @now ORDER BY next_at LIMIT @limit {session.SkipLocked}
                        )
                        UPDATE outbox SET next_at = @until, attempts = attempts + 1 FROM due WHERE id = due_id
                        RETURNING id, subject, body, attempts
                        """
                    )
                    .With("kind", kind)
                    .With("now", now)
                    .With("limit", limit)
                    .With("until", until)
                    .ListAsync(r => new OutboxLease(r.Id(0), kind, r.Text(1), r.Text(2), r.Int(3), until)),
            ct
        );

    /// <summary>
    /// Writes what became of leases, all in one commit. A delivered row goes whoever holds it by now: done is done. Any other
    /// end is told by the holder of the lease alone.
    /// </summary>
    public Task SettleAsync(IReadOnlyList<OutboxOutcome> outcomes, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await DeleteAsync(
                    session,
                    [.. outcomes.Where(o => o.End == OutboxEnd.Delivered).Select(o => o.Lease.Id)]
                );
                // In one order everywhere: two silos that raise the same two alarms do not wait for each other.
                foreach (var outcome in outcomes.Where(o => o.End != OutboxEnd.Delivered).OrderBy(o => o.Lease.Id))
                    await EndAsync(session, outcome, now);
                return true;
            },
            ct
        );

    private static async Task DeleteAsync(LedgerSession session, ImmutableArray<Guid> ids)
    {
        if (ids.IsEmpty)
            return;
        await session
            .Sql($"DELETE FROM outbox WHERE id IN ({LedgerCommand.Names("id", ids.Length)})")
            .WithEach("id", ids)
            .ExecuteAsync();
    }

    private static async Task EndAsync(LedgerSession session, OutboxOutcome outcome, DateTimeOffset now)
    {
        var (lease, end) = (outcome.Lease, outcome.End);
        if (end == OutboxEnd.LeaseReturned)
        {
            await session
                .Sql(
                    "UPDATE outbox SET next_at = @now, attempts = attempts - 1 WHERE id = @id AND attempts = @attempt AND state = 0"
                )
                .With("now", now)
                .With("id", lease.Id)
                .With("attempt", lease.Attempt)
                .ExecuteAsync();
            return;
        }
        var error = outcome.Error.Length > MaxErrorLength ? outcome.Error[..MaxErrorLength] : outcome.Error;
        var ended = await session
            .Sql(
                """
                UPDATE outbox SET state = @state, next_at = @next, last_error = @error WHERE id = @id AND attempts = @attempt AND state = 0
                """
            )
            .With("state", end == OutboxEnd.Dead ? 1 : 0)
            .With("next", end == OutboxEnd.Dead ? now : outcome.NextAt)
            .With("error", error)
            .With("id", lease.Id)
            .With("attempt", lease.Attempt)
            .ExecuteAsync();
        if (ended == 1 && end == OutboxEnd.Dead)
            await AlarmRows.RaiseAsync(session, now, DeadLetterAlarm, $"{lease.Kind}/{lease.Subject}", error);
    }
}
