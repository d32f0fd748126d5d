using FuelGrains.GrainInterfaces.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Spread;

/// <summary>Real silos, and a campaign that is about to start.</summary>
public sealed class ShardWarmerTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NotYet = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Started = TimeSpan.FromSeconds(-1);

    private SiloCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await SiloCluster.StartAsync(silos: 2);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Shards_are_open_before_the_start_and_the_first_orders_open_none()
    {
        var campaign = await _cluster.PublishAsync();
        await _cluster.WarmAsync(Soon);
        (await _cluster.CountsAsync(campaign)).ShouldBe([4, 4]);

        await _cluster.WarmAsync(AtOnce);
        var warm = await _cluster.EpochsAsync(campaign);
        await SellOneEachAsync(campaign);
        (await _cluster.EpochsAsync(campaign)).ShouldBe(warm, "no shard was opened a second time");
        _cluster.Silos.Ledger.Openings.ShouldBe(SiloCluster.Shards);
    }

    [Fact]
    public async Task A_campaign_that_starts_later_or_has_started_wakes_no_shard()
    {
        var campaign = await _cluster.PublishAsync();
        await _cluster.WarmAsync(NotYet);
        await _cluster.WarmAsync(Started);
        (await _cluster.PlacesAsync(campaign)).ShouldAllBe(place => place == null);
    }

    [Fact]
    public async Task A_campaign_that_is_published_at_the_last_moment_has_its_shards_open_at_once()
    {
        var id = CampaignId.New(TimeProvider.System);
        var campaign = _cluster.Silos.Grains.GetGrain<ICampaignControlGrain>(id.Value);
        await campaign.CreateAsync(await _cluster.Silos.Fixture.TermsAsync(100, SiloCluster.Shards), "wang");
        await campaign.PublishAsync("wang");
        (await _cluster.CountsAsync(id)).ShouldBe([4, 4]);
    }

    [Fact]
    public async Task Shards_that_are_open_move_to_a_silo_that_joined_before_the_start()
    {
        var campaign = await _cluster.PublishAsync();
        await SiloCluster.OpenAsync(campaign, _cluster.Active[0]);
        (await _cluster.CountsAsync(campaign)).ShouldBe([4, 4]);

        await _cluster.Silos.Cluster.StartAdditionalSiloAsync();
        await WarmUntilAsync(campaign, [3, 3, 2]);
        await SellOneEachAsync(campaign);
    }

    [Fact]
    public async Task No_shard_moves_in_the_last_seconds_before_the_start()
    {
        var campaign = await _cluster.PublishAsync();
        await SiloCluster.OpenAsync(campaign, _cluster.Active[0]);
        await _cluster.Silos.Cluster.StartAdditionalSiloAsync();
        var before = await _cluster.EpochsAsync(campaign);
        await _cluster.WarmAsync(AtOnce);
        (await _cluster.CountsAsync(campaign)).ShouldBe([4, 4, 0]);
        (await _cluster.EpochsAsync(campaign)).ShouldBe(before);
    }

    [Fact]
    public async Task The_shards_of_a_silo_that_left_are_opened_by_the_next_run()
    {
        await _cluster.Silos.Cluster.StartAdditionalSiloAsync();
        var campaign = await _cluster.PublishAsync();
        await WarmUntilAsync(campaign, [3, 3, 2]);

        await _cluster.StopAsync(_cluster.Active[2]);
        await _cluster.WarmAsync(AtOnce);
        (await _cluster.CountsAsync(campaign)).Sum().ShouldBe(SiloCluster.Shards);
    }

    [Fact]
    public async Task Many_campaigns_that_start_together_are_opened_a_few_shards_at_a_time()
    {
        for (var i = 0; i < 5; i++)
            await _cluster.PublishAsync(shards: 64);
        await _cluster.WarmAsync(Soon);
        _cluster.Silos.Ledger.Openings.ShouldBe(5 * 64);
        _cluster.Silos.Ledger.MostAtOnce.ShouldBeInRange(2, 8);
    }

    private Task SellOneEachAsync(CampaignId campaign)
    {
        _cluster.Silos.Time.Now = Storage.LedgerFixture.Start;
        return _cluster.SellOneEachAsync(campaign);
    }

    // A silo that has not heard of the new one yet leaves its shards where they are, until the next run.
    private async Task WarmUntilAsync(CampaignId campaign, int[] counts)
    {
        int[] now = [];
        for (var run = 0; run < 1_000 && !now.SequenceEqual(counts); run++)
        {
            await _cluster.WarmAsync(Soon);
            now = await _cluster.CountsAsync(campaign);
        }
        now.ShouldBe(counts);
    }
}
