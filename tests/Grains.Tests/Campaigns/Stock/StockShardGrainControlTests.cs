using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>Staff change a campaign while its shards are open: they go on from their memory, under the new terms.</summary>
public sealed class StockShardGrainControlTests : StockShardGrainOnLedger
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pausing_resuming_and_restocking_open_no_shard_anew(int shards)
    {
        var key = await Silo.PublishAsync(stock: 4, shards);
        var (campaign, customer) = (Campaign(key), OfShard(key, shards));
        var bought = Request(customer);
        (await Silo.BuyAsync(key, bought)).Outcome.ShouldBe(HoldOutcome.Held);
        await campaign.PauseAsync("wang");
        var openings = Silo.Ledger.Openings;

        (await Silo.BuyAsync(key, Request(OfShard(key, shards)))).Outcome.ShouldBe(HoldOutcome.Paused);
        await campaign.ResumeAsync("wang");
        await campaign.RestockAsync(8, "wang");
        (await Silo.BuyAsync(key, bought)).Outcome.ShouldBe(HoldOutcome.Replayed);
        (await Silo.BuyAsync(key, Request(OfShard(key, shards)))).Outcome.ShouldBe(HoldOutcome.Held);
        await campaign.RestockAsync(-2, "wang");
        (await Silo.BuyAsync(key, Request(OfShard(key, shards)))).Outcome.ShouldBe(HoldOutcome.Held);

        Silo.Ledger.Openings.ShouldBe(openings);
        (await HeldAsync(key)).ShouldBe(3);
    }

    [Fact]
    public async Task Orders_that_come_during_a_change_are_decided_under_its_terms()
    {
        var key = await Silo.PublishAsync(stock: 1);
        await Silo.BuyAsync(key, Request());
        await Silo.Shard(key).HoldStillAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => Silo.Shard(key).HoldAsync(Request())).ToList();

        await Campaign(key).RestockAsync(2, "wang");

        (await Task.WhenAll(waiting))
            .Select(reply => reply.Outcome)
            .ShouldBe([HoldOutcome.Held, HoldOutcome.Held, HoldOutcome.AllHeld], ignoreOrder: true);
        (await HeldAsync(key)).ShouldBe(3);
    }

    [Fact]
    public async Task A_change_waits_for_what_was_decided_before_it()
    {
        var key = await Silo.PublishAsync(stock: 5);
        await Silo.BuyAsync(key, Request());
        var openings = Silo.Ledger.Openings;
        var barrier = Silo.Ledger.RaiseBarrier();
        var before = Silo.Shard(key).HoldAsync(Request());
        await Silo.Ledger.Reached;
        var paused = Campaign(key).PauseAsync("wang");
        barrier.SetResult();

        (await before).Outcome.ShouldBe(HoldOutcome.Held);
        (await paused).Outcome.ShouldBe(CampaignControlOutcome.Done);
        (await Silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.Paused);
        Silo.Ledger.Openings.ShouldBe(openings);
        (await HeldAsync(key)).ShouldBe(2);
    }

    [Fact]
    public async Task A_shard_that_another_owner_had_meanwhile_reads_the_ledger_again()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 2), Request());
        await Silo.BuyAsync(key, Request());
        await Silo.Fixture.OpenAsync(key);
        var openings = Silo.Ledger.Openings;

        await Campaign(key).RestockAsync(3, "wang");

        (await Silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.Held);
        Silo.Ledger.Openings.ShouldBe(openings + 1);
        (await HeldAsync(key)).ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_the_shard_as_it_was()
    {
        var key = await Silo.PublishAsync(stock: 2);
        await Silo.BuyAsync(key, Request());
        var openings = Silo.Ledger.Openings;
        (await Campaign(key).RestockAsync(-2, "wang")).Outcome.ShouldBe(CampaignControlOutcome.NotEnoughFree);
        (await Silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
        Silo.Ledger.Openings.ShouldBe(openings);
    }

    [Fact]
    public async Task A_change_that_never_comes_keeps_customers_waiting_no_longer_than_the_limit()
    {
        await using var silo = await SiloOnLedger.StartAsync(
            Storage.LedgerFixture.SqliteAsync,
            services =>
                services.Configure<StockShardLimits>(limits =>
                {
                    limits.StillFor = TimeSpan.FromMilliseconds(200);
                    limits.MaxPending = 2;
                })
        );
        var key = await silo.PublishAsync(stock: 5);
        await silo.BuyAsync(key, Request());
        await silo.Shard(key).HoldStillAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => silo.Shard(key).HoldAsync(Request())));

        replies
            .Select(reply => reply.Outcome)
            .ShouldBe([HoldOutcome.Held, HoldOutcome.Held, HoldOutcome.Busy], ignoreOrder: true);
    }

    [Fact]
    public async Task Payments_and_cancels_wait_for_a_change_and_are_then_decided()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 2), Request());
        var bought = await Silo.BuyAsync(key, request);
        await Silo.Shard(key).HoldStillAsync();
        var cancelled = Silo.Owner(key)
            .ApplyAsync(new(bought.Order, request.Customer, OrderAction.Release, CloseCause.Customer));

        await Campaign(key).PauseAsync("wang");

        (await cancelled).Outcome.ShouldBe(TransitionOutcome.Applied);
        (await HeldAsync(key)).ShouldBe(0);
    }

    private ICampaignControlGrain Campaign(StockShardKey key) =>
        Silo.Grains.GetGrain<ICampaignControlGrain>(key.Campaign.Value);
}
