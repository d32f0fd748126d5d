using System.Net;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns.Spread;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Spread;

public sealed class ShardPlacementTests
{
    private const int Campaigns = 300;

    [Fact]
    public async Task The_shards_of_a_campaign_lie_within_one_of_even_on_any_number_of_silos()
    {
        var campaign = CampaignId.New(TimeProvider.System);
        for (var silos = 1; silos <= 12; silos++)
            foreach (var shards in new[] { 1, 3, 8, 64 })
            {
                var counts = await CountAsync(campaign, shards, Silos(silos));
                (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1, $"{shards} shards on {silos} silos");
            }
    }

    [Fact]
    public async Task Campaigns_begin_at_all_silos_alike()
    {
        var silos = Silos(3);
        var first = new List<SiloAddress>();
        for (var i = 0; i < Campaigns; i++)
            first.Add(await PlaceAsync(new(new(Guid.Parse($"0195d3d8-0000-7000-8000-{i:x12}")), 0), silos));
        foreach (var silo in silos)
            first.Count(s => s.Equals(silo)).ShouldBeInRange((Campaigns / 3) - 30, (Campaigns / 3) + 30);
    }

    [Fact]
    public async Task A_silo_that_starts_again_gives_no_shard_of_another_silo_another_place()
    {
        var (campaign, before) = (CampaignId.New(TimeProvider.System), Silos(3));
        var again = SiloAddress.New(before[0].Endpoint, before[0].Generation + 1_000);
        SiloAddress[] after = [before[2], again, before[1]];
        for (var shard = 0; shard < 8; shard++)
        {
            var (was, now) = (
                await PlaceAsync(new(campaign, shard), before),
                await PlaceAsync(new(campaign, shard), after)
            );
            now.ShouldBe(was.Equals(before[0]) ? again : was);
        }
    }

    [Fact]
    public async Task The_shards_of_a_silo_that_leaves_go_to_all_others_alike()
    {
        for (var silos = 2; silos <= 6; silos++)
        {
            var (campaign, before) = (CampaignId.New(TimeProvider.System), Silos(silos));
            SiloAddress[] after = [.. before.Skip(1)];
            var moved = new List<SiloAddress>();
            for (var shard = 0; shard < 64; shard++)
                if ((await PlaceAsync(new(campaign, shard), before)).Equals(before[0]))
                    moved.Add(await PlaceAsync(new(campaign, shard), after));
            var counts = after.Select(silo => moved.Count(s => s.Equals(silo))).ToList();
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1, $"{silos} silos");
        }
    }

    private static SiloAddress[] Silos(int count) =>
        [.. Enumerable.Range(1, count).Select(i => SiloAddress.New(IPAddress.Parse($"10.0.0.{i}"), 11_111, 100 - i))];

    private static async Task<List<int>> CountAsync(CampaignId campaign, int shards, SiloAddress[] silos)
    {
        var counts = new int[silos.Length];
        for (var shard = 0; shard < shards; shard++)
            counts[Array.IndexOf(silos, await PlaceAsync(new(campaign, shard), silos))]++;
        return [.. counts];
    }

    private static Task<SiloAddress> PlaceAsync(StockShardKey shard, SiloAddress[] silos) =>
        new ShardPlacementDirector().OnAddActivation(
            new ShardPlacement(),
            new(GrainId.Create("shard", shard.ToString()), [], default, 0),
            new Cluster(silos)
        );

    /// <summary>A cluster of which only the silos are known.</summary>
    private sealed class Cluster(SiloAddress[] silos) : IPlacementContext
    {
        public SiloAddress LocalSilo => silos[0];
        public SiloStatus LocalSiloStatus => SiloStatus.Active;

        public SiloAddress[] GetCompatibleSilos(PlacementTarget target) => silos;

        public IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target) =>
            new Dictionary<ushort, SiloAddress[]>();
    }
}
