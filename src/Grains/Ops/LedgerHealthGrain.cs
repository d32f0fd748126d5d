using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Ops;

/// <summary>Says whether this silo reaches the ledger's database within a second.</summary>
[StatelessWorker(2)]
public sealed class LedgerHealthGrain(LedgerDatabase ledger, TimeProvider time) : Grain, ILedgerHealthGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    public async Task<bool> PingAsync()
    {
        using var timeout = new CancellationTokenSource(Deadline, time);
        await ledger.PingAsync(timeout.Token);
        return true;
    }
}
