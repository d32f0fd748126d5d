using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Requests;

/// <summary>Several requests of one call: decided in their order, answered as if each had come by itself.</summary>
public sealed class StockShardGrainTogetherTests : StockShardGrainOnLedger
{
    [Fact]
    public async Task Requests_of_one_call_are_decided_in_their_order()
    {
        var key = await Silo.PublishAsync(stock: 3);
        var (first, second) = (Request(), Request());
        var otherBody = second with { BodyHash = second.BodyHash + 1 };
        Outcomes(await Silo.Shard(key).HoldAllAsync([first, second, first, otherBody, Request(), Request()]))
            .ShouldBe([
                HoldOutcome.Held,
                HoldOutcome.Held,
                HoldOutcome.InProgress,
                HoldOutcome.KeyReused,
                HoldOutcome.Held,
                HoldOutcome.AllHeld,
            ]);
        var again = await Silo.Shard(key).HoldAllAsync([second, first]);
        Outcomes(again).ShouldBe([HoldOutcome.Replayed, HoldOutcome.Replayed]);
        again[1].ShouldBe(await Silo.BuyAsync(key, first));
        (await HeldAsync(key)).ShouldBe(3);
    }

    [Fact]
    public async Task Requests_of_one_call_share_one_commit()
    {
        var key = await Silo.PublishAsync(stock: 500);
        await Silo.BuyAsync(key, Request());
        var revision = await RevisionAsync(key);
        Outcomes(await Silo.Shard(key).HoldAllAsync([.. Enumerable.Range(0, 200).Select(_ => Request())]))
            .ShouldAllBe(outcome => outcome == HoldOutcome.Held);
        (await RevisionAsync(key)).ShouldBe(revision + 1);
        (await HeldAsync(key)).ShouldBe(201);
    }

    [Fact]
    public async Task A_request_that_needs_a_siblings_unit_is_to_be_asked_for_alone_and_is_held_then()
    {
        var key = await Silo.PublishAsync(stock: 2, shards: 2);
        var (first, second) = (Request(OfShard(key, 2)), Request(OfShard(key, 2)));
        Outcomes(await Silo.Shard(key).HoldAllAsync([first, second])).ShouldBe([HoldOutcome.Held, HoldOutcome.Alone]);
        (await Silo.BuyAsync(key, second)).Outcome.ShouldBe(HoldOutcome.Held);
        Outcomes(await Silo.Shard(key).HoldAllAsync([first, second]))
            .ShouldBe([HoldOutcome.Replayed, HoldOutcome.Replayed]);
    }

    [Theory]
    [InlineData(true, HoldOutcome.Replayed)]
    [InlineData(false, HoldOutcome.Held)]
    public async Task When_the_outcome_of_their_commit_is_unknown_each_is_answered_by_its_key(
        bool committed,
        HoldOutcome byKey
    )
    {
        var key = await Silo.PublishAsync(stock: 3);
        await Silo.BuyAsync(key, Request());
        ImmutableArray<HoldRequest> requests = [Request(), Request()];
        Silo.Ledger.NextFaults.Enqueue(committed ? LedgerFault.CommitsThenThrows : LedgerFault.ThrowsBefore);
        Outcomes(await Silo.Shard(key).HoldAllAsync(requests)).ShouldBe([HoldOutcome.Retry, HoldOutcome.Retry]);
        foreach (var request in requests)
            (await Silo.BuyAsync(key, request)).Outcome.ShouldBe(byKey);
        (await HeldAsync(key)).ShouldBe(3);
    }

    [Fact]
    public async Task Requests_of_one_call_wait_for_a_change_of_the_campaign_and_are_decided_under_its_terms()
    {
        var key = await Silo.PublishAsync(stock: 1);
        await Silo.BuyAsync(key, Request());
        await Silo.Shard(key).HoldStillAsync();
        var waiting = Silo.Shard(key).HoldAllAsync([Request(), Request(), Request()]);

        await Silo.Grains.GetGrain<ICampaignControlGrain>(key.Campaign.Value).RestockAsync(2, "wang");

        Outcomes(await waiting).ShouldBe([HoldOutcome.Held, HoldOutcome.Held, HoldOutcome.AllHeld]);
    }

    [Fact]
    public async Task An_unknown_sale_has_nothing_for_any_of_them()
    {
        var key = new StockShardKey(CampaignId.New(TimeProvider.System), 0);
        Outcomes(await Silo.Shard(key).HoldAllAsync([Request(), Request()]))
            .ShouldBe([HoldOutcome.NotFound, HoldOutcome.NotFound]);
        (await Silo.Shard(key).HoldAllAsync([])).ShouldBeEmpty();
    }

    private static IEnumerable<HoldOutcome> Outcomes(ImmutableArray<HoldReply> replies) =>
        replies.Select(reply => reply.Outcome);

    private async Task<long> RevisionAsync(StockShardKey key) =>
        (await Silo.Fixture.ShardsAsync(key.Campaign))[key.Shard].Revision;
}
