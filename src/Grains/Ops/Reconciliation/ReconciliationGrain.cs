using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>Reads the last report.</summary>
[StatelessWorker, Reentrant]
public sealed class ReconciliationGrain(LedgerDatabase database, TimeProvider time) : Grain, IReconciliationGrain
{
    public Task<ReconciliationReport?> LatestAsync() =>
        new ReconciliationStore(database, time).LatestAsync(CancellationToken.None);
}
