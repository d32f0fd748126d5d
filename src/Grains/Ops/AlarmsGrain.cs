using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops;

/// <summary>Lists alarms and closes them, each closing audited in its own commit.</summary>
[StatelessWorker, Reentrant]
public sealed class AlarmsGrain(LedgerReads reads, LedgerDatabase ledger, TimeProvider time) : Grain, IAlarmsGrain
{
    public Task<ImmutableArray<AlarmView>> ListAsync(bool closed, Guid? before, int limit) =>
        reads.ReadAsync(session => AlarmTable.ListAsync(session, closed, before, limit));

    public Task<AlarmView?> CloseAsync(Guid id, string staff) =>
        ledger.WriteAsync(async session =>
        {
            var closed = await AlarmTable.CloseAsync(session, id, staff, time.GetUtcNow());
            var alarm = await AlarmTable.FindAsync(session, id);
            if (closed)
                await AuditTable.AddAsync(
                    session,
                    time,
                    staff,
                    "alarm.close",
                    $"{alarm!.Kind}/{alarm.Subject}",
                    id.ToString()
                );
            return alarm;
        });
}
