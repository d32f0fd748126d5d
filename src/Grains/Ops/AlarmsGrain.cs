using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops;

/// <summary>Lists alarms and closes them, each closing audited in its own commit.</summary>
[StatelessWorker]
public sealed class AlarmsGrain(LedgerDatabase ledger, TimeProvider time) : Grain, IAlarmsGrain
{
    private const string Columns = "id, kind, subject, detail, seen, raised_at, last_at, closed_at, closed_by";

    private static AlarmView Read(LedgerRow r) =>
        new(r.Id(0), r.Text(1), r.Text(2), r.Text(3), r.Int(4), r.Time(5), r.Time(6), r.TimeOrNull(7), r.TextOrNull(8));

    public Task<ImmutableArray<AlarmView>> ListAsync(bool closed, Guid? before, int limit) =>
        ledger.ReadAsync(session =>
        {
            var page = before is null ? "" : "AND id < @before";
            var command = session
                .Sql(
                    $"SELECT {Columns} FROM alarms WHERE closed_at IS {(closed ? "NOT NULL" : "NULL")} {page} ORDER BY id DESC LIMIT @limit"
                )
                .With("limit", limit);
            if (before is { } id)
                command = command.With("before", id);
            return command.ListAsync(Read);
        });

    public Task<AlarmView?> CloseAsync(Guid id, string staff) =>
        ledger.WriteAsync(async session =>
        {
            var closed = await session
                .Sql("UPDATE alarms SET closed_at = @now, closed_by = @staff WHERE id = @id AND closed_at IS NULL")
                .With("now", time.GetUtcNow())
                .With("staff", staff)
                .With("id", id)
                .ExecuteAsync();
            var alarm = await session
                .Sql($"SELECT {Columns} FROM alarms WHERE id = @id")
                .With("id", id)
                .FirstAsync(Read);
            if (closed == 1)
                await AuditRows.AddAsync(
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
