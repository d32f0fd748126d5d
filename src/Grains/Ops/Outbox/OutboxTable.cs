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
            await AlarmRows.RaiseAsync(session, now, DeadLetterAlarm, $"{lease.Kind}/{lease.Subject}", error);
    }
}
