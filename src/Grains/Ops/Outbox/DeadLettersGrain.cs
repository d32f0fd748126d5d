using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Lists dead letters and replays them, each replay audited in its own commit.</summary>
[StatelessWorker]
public sealed class DeadLettersGrain(LedgerDatabase ledger, OutboxSignal signal, TimeProvider time)
    : Grain,
        IDeadLettersGrain
{
    private const string Columns = "id, kind, subject, body, created_at, next_at, attempts, last_error";

    private static DeadLetter Read(LedgerRow r) =>
        new(r.Id(0), r.Text(1), r.Text(2), r.Text(3), r.Time(4), r.Time(5), r.Int(6), r.TextOrNull(7));

    public Task<ImmutableArray<DeadLetter>> ListAsync(Guid? before, int limit) =>
        ledger.ReadAsync(session =>
        {
            var page = before is null ? "" : "AND id < @before";
            var command = session
                .Sql(
                    $"""
                    SELECT {Columns} FROM outbox
                    WHERE state = {OutboxState.Dead:D} {page} ORDER BY id DESC LIMIT @limit
                    """
                )
                .With("limit", limit);
            if (before is { } id)
                command = command.With("before", id);
            return command.ListAsync(Read);
        });

    public async Task<bool> ReplayAsync(Guid id, string staff)
    {
        var replayed = await ledger.WriteAsync(async session =>
        {
            // The last error stays until the next failure, because it is the reason of this replay.
            var subject = await session
                .Sql(
                    $"""
                    UPDATE outbox SET state = {OutboxState.Waiting:D}, attempts = 0, next_at = @now
                    WHERE id = @id AND state = {OutboxState.Dead:D} RETURNING kind, subject
                    """
                )
                .With("now", time.GetUtcNow())
                .With("id", id)
                .FirstAsync(r => $"{r.Text(0)}/{r.Text(1)}");
            if (subject is null)
                return false;
            await AuditRows.AddAsync(session, time, staff, "outbox.replay", subject, id.ToString());
            return true;
        });
        if (replayed)
            signal.Set();
        return replayed;
    }
}
