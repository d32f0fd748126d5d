using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Spread;

/// <summary>A cluster of three silos, and one of them asks for everything.</summary>
public sealed class SpreadTests : IAsyncLifetime
{
    private SiloCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await SiloCluster.StartAsync(silos: 3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Eight_shards_lie_on_three_silos_as_three_three_and_two_whoever_asks()
    {
        foreach (var asker in _cluster.Active)
        {
            var campaign = await _cluster.PublishAsync();
            await SiloCluster.OpenAsync(campaign, asker);
            (await _cluster.CountsAsync(campaign)).ShouldBe([3, 3, 2]);
        }
    }

    [Fact]
    public async Task A_silo_that_leaves_hands_its_shards_to_the_others_and_they_sell_on()
    {
        var campaign = await _cluster.PublishAsync();
        await SiloCluster.OpenAsync(campaign, _cluster.Active[0]);
        var before = await _cluster.PlacesAsync(campaign);
        var leaving = _cluster.Active[2];

        await _cluster.StopAsync(leaving);
        await _cluster.SellOneEachAsync(campaign);

        var after = await _cluster.PlacesAsync(campaign);
        var counts = await _cluster.CountsAsync(campaign);
        (counts.Length, counts.Sum()).ShouldBe((2, SiloCluster.Shards));
        for (var shard = 0; shard < SiloCluster.Shards; shard++)
            if (!leaving.SiloAddress.Equals(before[shard]))
                after[shard].ShouldBe(before[shard], "the shards of the others stay where they are");
        before
            .Zip(after)
            .Where(place => leaving.SiloAddress.Equals(place.First))
            .Select(place => place.Second)
            .Distinct()
            .Count()
            .ShouldBe(2, "no silo takes them all");
    }

    [Fact]
    public async Task A_burst_of_other_grains_lies_on_all_silos_though_one_silo_asks_for_them()
    {
        const int Burst = 300;
        var grains = _cluster.Active[0].ServiceProvider.GetRequiredService<IGrainFactory>();
        var places = await Task.WhenAll(
            Enumerable.Range(0, Burst).Select(i => grains.GetGrain<IPlaceGrain>(i).WhereAsync())
        );
        // Chance alone gives each of them 100, and fewer than 60 once in a million runs.
        foreach (var silo in _cluster.Active)
            places.Count(place => place == silo.SiloAddress.ToParsableString()).ShouldBeGreaterThan(60);
    }
}

/// <summary>Says where it is: nothing else has the default placement and no other part.</summary>
[Alias("fuel.test.place")]
public interface IPlaceGrain : IGrainWithIntegerKey
{
    [Alias("where")]
    Task<string> WhereAsync();
}

public sealed class PlaceGrain(ILocalSiloDetails silo) : Grain, IPlaceGrain
{
    public Task<string> WhereAsync() => Task.FromResult(silo.SiloAddress.ToParsableString());
}
