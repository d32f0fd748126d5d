using FuelGrains.Grains.Ops.Readiness;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops;

/// <summary>Says whether this silo has started, and what its probe knows of the ledger's database; a call costs no query.</summary>
[StatelessWorker, Reentrant]
public sealed class LedgerHealthGrain(ReadinessProbe probe, OpenTasks start) : Grain, ILedgerHealthGrain
{
    public async Task<bool> PingAsync()
    {
        // A silo that has just started knows nothing before its first write.
        await probe.First;
        return probe.IsReady && !start.Any;
    }
}
