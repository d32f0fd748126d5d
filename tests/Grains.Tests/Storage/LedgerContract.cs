using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>The beginning and the end of every contract of the ledger: a database of its own.</summary>
public abstract class LedgerContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected LedgerFixture Fixture { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Fixture = await make();

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();

    /// <summary>The counters say what the orders' rows say, and no shard has given more than it has.</summary>
    protected async Task<ImmutableArray<ShardStock>> EqualAsync(CampaignId sale)
    {
        var shards = await Fixture.ShardsAsync(sale);
        shards.Select(s => (s.Shard, s.Held, s.Confirmed)).ShouldBe(await Fixture.RowsAsync(sale));
        shards.ShouldAllBe(s => s.Held + s.Confirmed <= s.Allotted);
        return shards;
    }
}
