using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardGrainTests : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await SiloOnLedger.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Two_thousand_holds_at_once_sell_exactly_the_stock()
    {
        var key = await _silo.PublishAsync(stock: 100);
        var replies = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => _silo.BuyAsync(key, Request())));
        replies.Count(r => r.Outcome == HoldOutcome.Held).ShouldBe(100);
        replies.Count(r => r.Outcome == HoldOutcome.AllHeld).ShouldBe(1_900);
        (await _silo.HeldAsync(key)).ShouldBe(100);
    }

    [Fact]
    public async Task Commits_that_fail_on_either_side_of_the_disk_sell_nothing_twice_and_lose_nothing()
    {
        var key = await _silo.PublishAsync(stock: 60);
        for (var i = 0; i < 12; i++)
            _silo.Ledger.NextFaults.Enqueue((LedgerFault)(i % 3));
        var requests = Enumerable.Range(0, 300).Select(_ => Request()).ToList();

        var replies = await Task.WhenAll(requests.Select(request => _silo.BuyAsync(key, request)));

        var sold = replies.Where(IsSold).Select(r => r.Order).ToList();
        sold.Count.ShouldBe(60);
        (await _silo.Fixture.OpenAsync(key)).Orders.Select(o => o.Id).ShouldBe(sold, ignoreOrder: true);
        (await _silo.HeldAsync(key)).ShouldBe(60);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_by_its_key()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 5), Request());
        _silo.Ledger.NextFaults.Enqueue(LedgerFault.CommitsThenThrows);
        (await _silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        var again = await _silo.BuyAsync(key, request);
        again.Outcome.ShouldBe(HoldOutcome.Replayed);
        (await _silo.Fixture.OpenAsync(key)).Orders.ShouldHaveSingleItem().Id.ShouldBe(again.Order);
    }

    [Fact]
    public async Task A_commit_that_never_came_happens_when_the_key_is_asked_again()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 5), Request());
        _silo.Ledger.NextFaults.Enqueue(LedgerFault.ThrowsBefore);
        (await _silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        (await _silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await _silo.HeldAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task A_returned_unit_is_sold_again()
    {
        var (key, first, second) = (await _silo.PublishAsync(stock: 1), Request(), Request());
        var bought = await _silo.BuyAsync(key, first);
        (await _silo.BuyAsync(key, second)).ShouldBe(new(HoldOutcome.AllHeld, FirstReturnAt: bought.PayBy));
        (await _silo.CancelAsync(key, bought.Order, first.Customer)).ShouldBe(
            new(TransitionOutcome.Applied, OrderStatus.Cancelled, CloseCause.Customer)
        );
        (await _silo.BuyAsync(key, second)).Outcome.ShouldBe(HoldOutcome.Held);
        (await _silo.CancelAsync(key, bought.Order, first.Customer)).Outcome.ShouldBe(TransitionOutcome.AlreadyApplied);
        (await _silo.HeldAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task A_cancel_whose_answer_was_lost_had_happened_before()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 1), Request());
        var bought = await _silo.BuyAsync(key, request);
        _silo.Ledger.NextFaults.Enqueue(LedgerFault.CommitsThenThrows);
        (await _silo.CancelAsync(key, bought.Order, request.Customer)).Outcome.ShouldBe(
            TransitionOutcome.AlreadyApplied
        );
        (await _silo.HeldAsync(key)).ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_payment_and_a_cancel_at_once_one_wins_and_the_other_is_told()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 1), Request());
        var bought = await _silo.BuyAsync(key, request);
        var cancel = _silo.CancelAsync(key, bought.Order, request.Customer);
        var pay = await _silo.Owner(key).ApplyAsync(new(bought.Order, request.Customer, OrderAction.Confirm));
        (await cancel).Outcome.ShouldBe(
            pay.Outcome == TransitionOutcome.Applied ? TransitionOutcome.Rejected : TransitionOutcome.Applied
        );
        (await _silo.Fixture.OpenAsync(key))
            .Orders.ShouldHaveSingleItem()
            .Standing.Status.ShouldBe(
                pay.Outcome == TransitionOutcome.Applied ? OrderStatus.Paid : OrderStatus.Cancelled
            );
    }

    [Fact]
    public async Task An_overdue_hold_is_released_to_the_next_in_line()
    {
        var key = await _silo.PublishAsync(stock: 1);
        var bought = await _silo.BuyAsync(key, Request());
        _silo.Time.Now = bought.PayBy;
        await _silo.Shard(key).ExpireOverdueAsync();
        (await _silo.BuyAfterAsync(HoldOutcome.AllHeld, key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task A_second_owner_s_epoch_stops_the_first_whose_callers_ask_again_and_get_it()
    {
        var (key, request) = (await _silo.PublishAsync(stock: 5), Request());
        await _silo.BuyAsync(key, Request());
        await _silo.Fixture.OpenAsync(key);
        (await _silo.Shard(key).HoldAsync(request)).Outcome.ShouldBe(HoldOutcome.Retry);
        (await _silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await _silo.HeldAsync(key)).ShouldBe(2);
    }

    [Fact]
    public async Task Reloading_answers_those_who_wait_and_loses_none_of_them()
    {
        var key = await _silo.PublishAsync(stock: 5);
        await _silo.BuyAsync(key, Request());
        var barrier = _silo.Ledger.RaiseBarrier();
        var requests = Enumerable.Range(0, 3).Select(_ => Request()).ToList();
        var waiting = requests.ConvertAll(request => _silo.Shard(key).HoldAsync(request));
        await _silo.Ledger.Reached;
        var reload = _silo.Shard(key).ReloadAsync();
        barrier.SetResult();
        await reload;

        foreach (var reply in await Task.WhenAll(waiting))
            reply.Outcome.ShouldBeOneOf(HoldOutcome.Held, HoldOutcome.Retry);
        foreach (var request in requests)
            (await _silo.BuyAsync(key, request)).Outcome.ShouldBeOneOf(HoldOutcome.Held, HoldOutcome.Replayed);
        (await _silo.HeldAsync(key)).ShouldBe(4);
    }

    [Fact]
    public async Task An_unknown_sale_is_not_found_and_is_found_once_it_is_published()
    {
        var (campaign, terms) = (CampaignId.New(TimeProvider.System), await _silo.Fixture.TermsAsync(stock: 1));
        var key = new StockShardKey(campaign, 0);
        (await _silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.NotFound);
        await _silo.Fixture.Campaigns.CreateAsync(campaign, terms, "test", Ct);
        (await _silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.NotFound);
        await _silo.Fixture.Campaigns.PublishAsync(campaign, 1, terms, "test", Ct);
        (await _silo.BuyAfterAsync(HoldOutcome.NotFound, key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task Customers_of_an_empty_shard_get_their_siblings_units_until_everything_is_sold()
    {
        var key = await _silo.PublishAsync(stock: 40, shards: 4);
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => _silo.BuyAsync(key, Request(OfShard(key, 4))))
        );
        replies.Count(IsSold).ShouldBe(40);
        var shards = await _silo.Fixture.ShardsAsync(key.Campaign);
        shards.Select(s => s.Allotted).ShouldBe([40, 0, 0, 0]);
        (await _silo.HeldAsync(key)).ShouldBe(40);
    }

    [Fact]
    public async Task Customers_of_every_shard_together_never_get_more_than_the_stock()
    {
        var campaign = (await _silo.PublishAsync(stock: 40, shards: 4)).Campaign;
        var requests = Enumerable.Range(0, 120).Select(_ => Request()).ToList();
        var replies = await Task.WhenAll(
            requests.Select(r => _silo.BuyAsync(StockShardKey.Of(campaign, r.Customer, 4), r))
        );
        var sold = replies.Count(IsSold);
        for (var i = 0; sold < 40 && i < 400; i++)
        {
            var request = Request();
            if (
                (await _silo.BuyAsync(StockShardKey.Of(campaign, request.Customer, 4), request)).Outcome
                == HoldOutcome.Held
            )
                sold++;
        }
        sold.ShouldBe(40);
        var shards = await _silo.Fixture.ShardsAsync(campaign);
        (shards.Sum(s => s.Held), shards.Sum(s => s.Allotted)).ShouldBe((40, 40));
        shards.Select(s => (s.Shard, s.Held, s.Confirmed)).ShouldBe(await _silo.Fixture.RowsAsync(campaign));
    }

    private static bool IsSold(HoldReply reply) => reply.Outcome is HoldOutcome.Held or HoldOutcome.Replayed;

    private static HoldRequest Request(CustomerId? customer = null) =>
        OpenShard.Request(customer ?? OpenShard.Somebody());

    private static CustomerId OfShard(StockShardKey key, int shards)
    {
        while (true)
            if (OpenShard.Somebody() is var customer && StockShardKey.Of(key.Campaign, customer, shards) == key)
                return customer;
    }
}
