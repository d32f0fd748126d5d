using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops;

/// <summary>Raises an alarm that belongs to no other commit: what a client of an outside service found out.</summary>
public sealed class AlarmBell(LedgerDatabase ledger, TimeProvider time)
{
    /// <summary>Raises an alarm; an open alarm of the same kind and subject is counted up.</summary>
    public Task RingAsync(string kind, string subject, string detail, CancellationToken ct) =>
        ledger.WriteAsync(session => AlarmTable.RaiseAsync(session, time.GetUtcNow(), kind, subject, detail), ct);
}
