using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns.Spread;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Spread;

/// <summary>Several silos in this process, each asked by itself, and where the shards of a campaign lie on them.</summary>
internal sealed class SiloCluster(SiloOnLedger silos) : IAsyncDisposable
{
    public const int Shards = 8;

    public SiloOnLedger Silos => silos;
    public IReadOnlyList<InProcessSiloHandle> Active => [.. silos.Cluster.GetActiveSilos()];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SiloCluster> StartAsync(short silos) =>
        new(await SiloOnLedger.StartAsync(LedgerFixture.SqliteAsync, silos: silos));

    public ValueTask DisposeAsync() => silos.DisposeAsync();

    /// <summary>Publishes a campaign of which no shard is open.</summary>
    public async Task<CampaignId> PublishAsync(int shards = Shards) =>
        (await silos.PublishAsync(stock: 100 * shards, shards)).Campaign;

    /// <summary>Wakes all shards of a campaign through one silo.</summary>
    public static Task OpenAsync(CampaignId campaign, InProcessSiloHandle asker)
    {
        var grains = asker.ServiceProvider.GetRequiredService<IGrainFactory>();
        return Task.WhenAll(
            Keys(campaign).Select(key => grains.GetGrain<IStockShardGrain>(key.ToString()).ExpireOverdueAsync())
        );
    }

    /// <summary>The silo of each shard; null for one that is not open.</summary>
    public async Task<SiloAddress?[]> PlacesAsync(CampaignId campaign)
    {
        var open = await OpenAsync(campaign);
        return [.. Keys(campaign).Select(key => open.SingleOrDefault(shard => shard.Key == key).Silo)];
    }

    /// <summary>Stops a silo as an operator does.</summary>
    public Task StopAsync(InProcessSiloHandle silo) => silos.Cluster.StopSiloAsync(silo, Ct);

    /// <summary>How many shards of a campaign are open on each silo, the fullest first. One that moves may be open twice.</summary>
    public async Task<int[]> CountsAsync(CampaignId campaign)
    {
        var open = await OpenAsync(campaign);
        return [.. Active.Select(silo => open.Count(s => silo.SiloAddress.Equals(s.Silo))).OrderDescending()];
    }

    /// <summary>Sells one unit of each shard.</summary>
    public async Task SellOneEachAsync(CampaignId campaign)
    {
        foreach (var key in Keys(campaign))
            (await silos.BuyAsync(key, OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
    }

    /// <summary>The fencing epochs of a campaign's shards: an opening raises them.</summary>
    public async Task<long[]> EpochsAsync(CampaignId campaign) =>
        [.. (await silos.Fixture.ShardsAsync(campaign)).Select(shard => shard.Epoch)];

    /// <summary>Runs the warmer of a silo once, that long before campaigns start.</summary>
    public async Task WarmAsync(TimeSpan before)
    {
        silos.Time.Now = LedgerFixture.Start - before;
        using var warmer = ActivatorUtilities.CreateInstance<ShardWarmer>(Active[0].ServiceProvider);
        await warmer.WarmAsync(Ct);
    }

    // Every silo says what it has: the address that Orleans gives for a key comes from a cache, and may be that of before a move.
    private async Task<List<(StockShardKey Key, SiloAddress Silo)>> OpenAsync(CampaignId campaign)
    {
        var open = await silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, Ct);
        var keys = Keys(campaign).ToDictionary(key => silos.Shard(key).GetGrainId());
        return [.. open.Where(g => keys.ContainsKey(g.GrainId)).Select(g => (keys[g.GrainId], g.SiloAddress))];
    }

    private static IEnumerable<StockShardKey> Keys(CampaignId campaign) =>
        Enumerable.Range(0, Shards).Select(shard => new StockShardKey(campaign, shard));
}
