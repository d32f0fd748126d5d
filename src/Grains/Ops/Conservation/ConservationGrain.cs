using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops.Conservation;

/// <summary>Reads the last report.</summary>
[StatelessWorker]
public sealed class ConservationGrain(LedgerDatabase database, TimeProvider time) : Grain, IConservationGrain
{
    public Task<ConservationReport?> LatestAsync() =>
        new ConservationLedger(database, time).LatestAsync(CancellationToken.None);
}
