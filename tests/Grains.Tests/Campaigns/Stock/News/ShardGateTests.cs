using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Live;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Stations;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.News;

/// <summary>A shard tells the web nodes what they may refuse for it, and who may be a buyer.</summary>
public sealed class ShardGateTests : StockShardGrainOnLedger
{
    [Fact]
    public async Task A_node_gets_the_filter_of_buyers_when_it_lacks_it_and_not_again()
    {
        var (key, early) = (await Silo.PublishAsync(stock: 9), OpenShard.Somebody());
        await Silo.BuyAsync(key, Request(early));
        var node = Silo.Grains.CreateObjectReference<IWebNode>(new Listener());

        var first = (await Silo.Shard(key).AttachGateAsync(node, default))!;
        Contains(first, early).ShouldBeTrue();
        var again = (await Silo.Shard(key).AttachGateAsync(node, first.Version))!;
        again.Filter.ShouldBeEmpty();
        again.Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task Who_buys_while_a_node_is_away_is_in_the_filter_that_it_gets_when_it_is_back()
    {
        var (key, late) = (await Silo.PublishAsync(stock: 9), OpenShard.Somebody());
        var stranger = Silo.Grains.CreateObjectReference<IWebNode>(new Listener());
        await Silo.BuyAsync(key, Request());
        var before = (await Silo.Shard(key).AttachGateAsync(stranger, default))!;

        await Silo.BuyAsync(key, Request(late));

        var after = (await Silo.Shard(key).AttachGateAsync(stranger, before.Version))!;
        Contains(after, late).ShouldBeTrue();
    }

    [Fact]
    public async Task A_filter_that_became_too_small_names_everybody_again()
    {
        var key = await Silo.PublishAsync(stock: 2_000);
        var node = Silo.Grains.CreateObjectReference<IWebNode>(new Listener());
        var customers = Enumerable.Range(0, 600).Select(_ => OpenShard.Somebody()).ToList();
        await Task.WhenAll(customers[..300].Select(customer => Silo.BuyAsync(key, Request(customer))));
        var small = (await Silo.Shard(key).AttachGateAsync(node, default))!.Filter.Length;
        await Silo.Grains.GetGrain<ICampaignControlGrain>(key.Campaign.Value).RestockAsync(60_000, "wang");
        await Task.WhenAll(customers[300..].Select(customer => Silo.BuyAsync(key, Request(customer))));

        var gate = (await Silo.Shard(key).AttachGateAsync(node, default))!;

        gate.Filter.Length.ShouldBeGreaterThan(small);
        customers.ShouldAllBe(customer => Contains(gate, customer));
    }

    private static bool Contains(GateUpdate gate, CustomerId customer) =>
        BuyerFilter.MayContain(gate.Filter.AsSpan(), BuyerFilter.Hash(customer));

    private sealed class Listener : IWebNode
    {
        public Task CampaignChangedAsync(CampaignUpdate update) => Task.CompletedTask;

        public Task GateChangedAsync(GateUpdate update) => Task.CompletedTask;

        public Task OrdersChangedAsync(OrdersUpdate update) => Task.CompletedTask;

        public Task CustomerNewsAsync(CustomerNews news) => Task.CompletedTask;

        public Task StationChangedAsync(StationUpdate update) => Task.CompletedTask;

        public Task TeamChangedAsync(TeamUpdate update) => Task.CompletedTask;
    }
}
