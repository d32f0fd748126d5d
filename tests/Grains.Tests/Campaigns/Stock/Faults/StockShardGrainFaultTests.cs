using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Faults;

/// <summary>Commits that fail, a lost answer, and a second owner: nothing is sold twice and nothing is lost.</summary>
public sealed class StockShardGrainFaultTests : StockShardGrainOnLedger
{
    [Fact]
    public async Task Commits_that_fail_on_either_side_of_the_disk_sell_nothing_twice_and_lose_nothing()
    {
        var key = await Silo.PublishAsync(stock: 60);
        for (var i = 0; i < 12; i++)
            Silo.Ledger.NextFaults.Enqueue((LedgerFault)(i % 3));
        var requests = Enumerable.Range(0, 300).Select(_ => Request()).ToList();

        var replies = await Task.WhenAll(requests.Select(request => Silo.BuyAsync(key, request)));

        var sold = replies.Where(IsSold).Select(r => r.Order).ToList();
        sold.Count.ShouldBe(60);
        (await Silo.Fixture.OpenAsync(key)).Orders.Select(o => o.Id).ShouldBe(sold, ignoreOrder: true);
        (await HeldAsync(key)).ShouldBe(60);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_by_its_key()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 5), Request());
        Silo.Ledger.NextFaults.Enqueue(LedgerFault.CommitsThenThrows);
        (await Silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        var again = await Silo.BuyAsync(key, request);
        again.Outcome.ShouldBe(HoldOutcome.Replayed);
        (await Silo.Fixture.OpenAsync(key)).Orders.ShouldHaveSingleItem().Id.ShouldBe(again.Order);
    }

    [Fact]
    public async Task A_commit_that_never_came_happens_when_the_key_is_asked_again()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 5), Request());
        Silo.Ledger.NextFaults.Enqueue(LedgerFault.ThrowsBefore);
        (await Silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        (await Silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await HeldAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task A_cancel_whose_answer_was_lost_had_happened_before()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 1), Request());
        var bought = await Silo.BuyAsync(key, request);
        Silo.Ledger.NextFaults.Enqueue(LedgerFault.CommitsThenThrows);
        (await Silo.CancelAsync(key, bought.Order, request.Customer)).Outcome.ShouldBe(
            TransitionOutcome.AlreadyApplied
        );
        (await HeldAsync(key)).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_owner_s_epoch_stops_the_first_whose_callers_ask_again_and_get_it()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 5), Request());
        await Silo.BuyAsync(key, Request());
        await Silo.Fixture.OpenAsync(key);
        (await Silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        (await Silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await HeldAsync(key)).ShouldBe(2);
    }
}
