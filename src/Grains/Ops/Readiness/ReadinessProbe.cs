using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Ops.Readiness;

/// <summary>
/// Writes a row of the ledger each second. A database that reads and does not write (a standby, a full disk, a provider's guard) takes no
/// order, so its silo is not ready.
/// </summary>
public sealed partial class ReadinessProbe(LedgerDatabase ledger, TimeProvider time, ILogger<ReadinessProbe> log)
    : PeriodicService("The readiness probe", TimeSpan.FromSeconds(1), time, log, runsAtStart: true)
{
    // A single write may fail before the silo counts as not ready. With the second of the fronts that stays below five seconds.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _writtenAt = long.MinValue;
    private bool _failing;

    /// <summary>Ends when the first write has succeeded or failed.</summary>
    public Task First => _first.Task;

    /// <summary>True: a write succeeded within the last 2.5 s.</summary>
    public bool IsReady =>
        Volatile.Read(ref _writtenAt) is not long.MinValue and var at && Time.GetElapsedTime(at) < Believed;

    protected override async Task RunOnceAsync(CancellationToken ct)
    {
        try
        {
            using var late = new CancellationTokenSource(Deadline, Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
            await ledger.WriteOneAsync(
                session => ReadinessProbeTable.WriteAsync(session, Time.GetUtcNow()),
                stop.Token
            );
            Volatile.Write(ref _writtenAt, Time.GetTimestamp());
            if (_failing)
                LogWritesAgain(Log);
            _failing = false;
        }
#pragma warning disable CA1031 // whatever it is, the database took no write; the log says it once
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            if (!_failing)
                LogTakesNoWrites(Log, error);
            _failing = true;
        }
#pragma warning restore CA1031
        finally
        {
            _first.TrySetResult();
        }
    }

    [LoggerMessage(11, LogLevel.Error, "The ledger's database takes no writes: this silo is not ready.")]
    private static partial void LogTakesNoWrites(ILogger log, Exception error);

    [LoggerMessage(12, LogLevel.Warning, "The ledger's database takes writes again.")]
    private static partial void LogWritesAgain(ILogger log);
}
