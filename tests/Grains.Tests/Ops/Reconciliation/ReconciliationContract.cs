using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Reconciliation;

/// <summary>The beginning and the end of every contract of reconciliation: a silo on a ledger, and runs by hand.</summary>
public abstract class ReconciliationContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected SiloOnLedger Silo { get; private set; } = null!;

    private protected ReconciliationFixture Fixture { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloOnLedger.StartAsync(make);
        Fixture = new(Silo);
    }

    public async ValueTask DisposeAsync()
    {
        Fixture.Dispose();
        await Silo.DisposeAsync();
    }

    protected async Task<CampaignStatus> StatusAsync(StockShardKey key) =>
        (await Silo.Grains.GetGrain<ICampaignDirectoryGrain>(0).FindAsync(key.Campaign))!.Status;
}
