using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>The state of an outbox row. A delivered row is deleted.</summary>
public enum OutboxState
{
    Waiting = 0,

    /// <summary>A dead letter: delivery is over until staff replays the message.</summary>
    Dead = 1,
}

/// <summary>A row that this silo delivers until <paramref name="Until"/>.</summary>
/// <param name="Attempt">The number of this attempt, counted when the row is leased, so that a row which kills its process is counted
/// too. The number identifies the lease.</param>
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

    /// <summary>The attempt failed; the next one is at <see cref="OutboxOutcome.NextAt"/>.</summary>
    Failed = 1,

    /// <summary>The last attempt failed.</summary>
    Dead = 2,

    /// <summary>The delivery never began, so the attempt does not count.</summary>
    LeaseReturned = 3,
}

public readonly record struct OutboxOutcome(
    OutboxLease Lease,
    OutboxEnd End,
    DateTimeOffset NextAt = default,
    string Error = ""
);

/// <summary>Leases and settles rows of the outbox, many in one commit.</summary>
public sealed class OutboxTable(LedgerDatabase database)
{
    public const string DeadLetterAlarm = "outbox.dead-letter";

    // This length is enough to recognise an error; a stack trace belongs in the log.
    private const int MaxErrorLength = 500;

    private static readonly DueRows<OutboxLease> Due = new(
        "outbox",
        "id",
        "next_at",
        "id, kind, subject, body, attempts, next_at",
        r => new(r.Id(0), r.Text(1), r.Text(2), r.Text(3), r.Int(4), r.Time(5))
    )
    {
        Condition = $"state = {OutboxState.Waiting:D} AND kind = @kind",
        Assignment = "attempts = attempts + 1",
    };

    /// <summary>Leases due rows of a kind, oldest first. Callers at the same moment get different rows and never wait.</summary>
    public Task<ImmutableArray<OutboxLease>> LeaseAsync(
        string kind,
        int limit,
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken ct
    ) => database.WriteAsync(session => Due.LeaseAsync(session, now, until, limit, sql => sql.With("kind", kind)), ct);

    /// <summary>
    /// Writes the outcomes of leases in one commit. A delivered row is deleted whoever holds its lease by now: the effect happened. Any
    /// other outcome is written by the holder of the lease alone.
    /// </summary>
    public Task SettleAsync(IReadOnlyList<OutboxOutcome> outcomes, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await DeleteAsync(
                    session,
                    [.. outcomes.Where(o => o.End == OutboxEnd.Delivered).Select(o => o.Lease.Id)]
                );
                // Every silo goes in one order, so two silos that raise the same two alarms do not deadlock.
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
            .Sql($"DELETE FROM outbox WHERE id {session.AnyOf<Guid>("ids")}")
            .WithAnyOf("ids", ids)
            .ExecuteAsync();
    }

    private static async Task EndAsync(LedgerSession session, OutboxOutcome outcome, DateTimeOffset now)
    {
        var (lease, end) = (outcome.Lease, outcome.End);
        if (end == OutboxEnd.LeaseReturned)
        {
            await session
                .Sql(
                    $"""
                    UPDATE outbox SET next_at = @now, attempts = attempts - 1
                    WHERE id = @id AND attempts = @attempt AND state = {OutboxState.Waiting:D}
                    """
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
                $"""
                UPDATE outbox SET state = @state, next_at = @next, last_error = @error
                WHERE id = @id AND attempts = @attempt AND state = {OutboxState.Waiting:D}
                """
            )
            .With("state", (int)(end == OutboxEnd.Dead ? OutboxState.Dead : OutboxState.Waiting))
            .With("next", end == OutboxEnd.Dead ? now : outcome.NextAt)
            .With("error", error)
            .With("id", lease.Id)
            .With("attempt", lease.Attempt)
            .ExecuteAsync();
        if (ended == 1 && end == OutboxEnd.Dead)
            await AlarmTable.RaiseAsync(session, now, DeadLetterAlarm, $"{lease.Kind}/{lease.Subject}", error);
    }
}

/// <summary>Rows of the outbox within a transaction of the caller.</summary>
internal static class OutboxRows
{
    private const string DeadLetterColumns = "id, kind, subject, body, created_at, next_at, attempts, last_error";

    /// <summary>Adds a message in the transaction that causes its effect.</summary>
    public static Task<int> AddAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string body = ""
    ) =>
        session
            .Sql(
                $"""
                INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state)
                VALUES (@id, @kind, @subject, @body, @now, @now, 0, {OutboxState.Waiting:D})
                """
            )
            .With("id", Guid.CreateVersion7(now))
            .With("kind", kind)
            .With("subject", subject)
            .With("body", body)
            .With("now", now)
            .ExecuteAsync();

    /// <summary>Dead letters, the latest first, those before <paramref name="before"/> when given.</summary>
    public static Task<ImmutableArray<DeadLetter>> DeadLettersAsync(LedgerSession session, Guid? before, int limit) =>
        session
            .Sql(
                $"""
                SELECT {DeadLetterColumns} FROM outbox
                WHERE state = {OutboxState.Dead:D} {(
                    before is null ? "" : "AND id < @before"
                )} ORDER BY id DESC LIMIT @limit
                """
            )
            .With("limit", limit)
            .WithUnlessNull("before", before)
            .ListAsync(ReadDeadLetter);

    /// <summary>Makes a dead letter due again and returns its kind and subject; null when there is no such dead letter.</summary>
    // The last error stays until the next failure, because it is the reason of this replay.
    public static Task<string?> ReplayAsync(LedgerSession session, Guid id, DateTimeOffset now) =>
        session
            .Sql(
                $"""
                UPDATE outbox SET state = {OutboxState.Waiting:D}, attempts = 0, next_at = @now
                WHERE id = @id AND state = {OutboxState.Dead:D} RETURNING kind, subject
                """
            )
            .With("now", now)
            .With("id", id)
            .FirstAsync(r => $"{r.Text(0)}/{r.Text(1)}");

    private static DeadLetter ReadDeadLetter(LedgerRow r) =>
        new(r.Id(0), r.Text(1), r.Text(2), r.Text(3), r.Time(4), r.Time(5), r.Int(6), r.TextOrNull(7));
}
