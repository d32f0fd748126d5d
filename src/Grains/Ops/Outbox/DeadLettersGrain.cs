using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>Lists dead letters and replays them, each replay audited in its own commit.</summary>
[StatelessWorker, Reentrant]
public sealed class DeadLettersGrain(LedgerReads reads, LedgerDatabase ledger, OutboxSignal signal, TimeProvider time)
    : Grain,
        IDeadLettersGrain
{
    public Task<ImmutableArray<DeadLetter>> ListAsync(Guid? before, int limit) =>
        reads.ReadAsync(session => OutboxRows.DeadLettersAsync(session, before, limit));

    public async Task<bool> ReplayAsync(Guid id, string staff)
    {
        var replayed = await ledger.WriteAsync(async session =>
        {
            if (await OutboxRows.ReplayAsync(session, id, time.GetUtcNow()) is not { } subject)
                return false;
            await AuditTable.AddAsync(session, time, staff, "outbox.replay", subject, id.ToString());
            return true;
        });
        if (replayed)
            signal.Set();
        return replayed;
    }
}
