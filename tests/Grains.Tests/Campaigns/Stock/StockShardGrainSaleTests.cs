using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>Customers who buy, pay and cancel at once get exactly the stock, of one shard and of several.</summary>
public sealed class StockShardGrainSaleTests : StockShardGrainOnLedger
{
    [Fact]
    public async Task Two_thousand_holds_at_once_sell_exactly_the_stock()
    {
        var key = await Silo.PublishAsync(stock: 100);
        var replies = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => Silo.BuyAsync(key, Request())));
        replies.Count(r => r.Outcome == HoldOutcome.Held).ShouldBe(100);
        replies.Count(r => r.Outcome == HoldOutcome.AllHeld).ShouldBe(1_900);
        (await HeldAsync(key)).ShouldBe(100);
    }

    [Fact]
    public async Task A_returned_unit_is_sold_again()
    {
        var (key, first, second) = (await Silo.PublishAsync(stock: 1), Request(), Request());
        var bought = await Silo.BuyAsync(key, first);
        (await Silo.BuyAsync(key, second)).ShouldBe(new(HoldOutcome.AllHeld, FirstReturnAt: bought.PayBy));
        (await Silo.CancelAsync(key, bought.Order, first.Customer)).ShouldBe(
            new(TransitionOutcome.Applied, OrderStatus.Cancelled, CloseCause.Customer)
        );
        (await Silo.BuyAsync(key, second)).Outcome.ShouldBe(HoldOutcome.Held);
        (await Silo.CancelAsync(key, bought.Order, first.Customer)).Outcome.ShouldBe(TransitionOutcome.AlreadyApplied);
        (await HeldAsync(key)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_payment_and_a_cancel_at_once_one_wins_and_the_other_is_told()
    {
        var (key, request) = (await Silo.PublishAsync(stock: 1), Request());
        var bought = await Silo.BuyAsync(key, request);
        var cancel = Silo.CancelAsync(key, bought.Order, request.Customer);
        var pay = await Silo.Owner(key).ApplyAsync(new(bought.Order, request.Customer, OrderAction.Confirm));
        (await cancel).Outcome.ShouldBe(
            pay.Outcome == TransitionOutcome.Applied ? TransitionOutcome.Rejected : TransitionOutcome.Applied
        );
        (await Silo.Fixture.OpenAsync(key))
            .Orders.ShouldHaveSingleItem()
            .OrderState.Status.ShouldBe(
                pay.Outcome == TransitionOutcome.Applied ? OrderStatus.Paid : OrderStatus.Cancelled
            );
    }

    [Fact]
    public async Task An_overdue_hold_is_released_to_the_next_in_line()
    {
        var key = await Silo.PublishAsync(stock: 1);
        var bought = await Silo.BuyAsync(key, Request());
        Silo.Time.Now = bought.PayBy;
        await Silo.Shard(key).ExpireOverdueAsync();
        (await Silo.BuyAfterAsync(HoldOutcome.AllHeld, key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task An_unknown_sale_is_not_found_and_is_found_once_it_is_published()
    {
        var (campaign, terms) = (CampaignId.New(TimeProvider.System), await Silo.Fixture.TermsAsync(stock: 1));
        var key = new StockShardKey(campaign, 0);
        (await Silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.NotFound);
        await Silo.Fixture.Campaigns.CreateAsync(campaign, terms, "test", Ct);
        (await Silo.BuyAsync(key, Request())).Outcome.ShouldBe(HoldOutcome.NotFound);
        await Silo.Fixture.Campaigns.PublishAsync(campaign, 1, terms, "test", Ct);
        (await Silo.BuyAfterAsync(HoldOutcome.NotFound, key, Request())).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task Customers_of_an_empty_shard_get_their_siblings_units_until_everything_is_sold()
    {
        var key = await Silo.PublishAsync(stock: 40, shards: 4);
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => Silo.BuyAsync(key, Request(OfShard(key, 4))))
        );
        replies.Count(IsSold).ShouldBe(40);
        var shards = await Silo.Fixture.ShardsAsync(key.Campaign);
        shards.Select(s => s.Allotted).ShouldBe([40, 0, 0, 0]);
        (await HeldAsync(key)).ShouldBe(40);
    }

    [Fact]
    public async Task Customers_of_every_shard_together_never_get_more_than_the_stock()
    {
        var campaign = (await Silo.PublishAsync(stock: 40, shards: 4)).Campaign;
        var requests = Enumerable.Range(0, 120).Select(_ => Request()).ToList();
        var replies = await Task.WhenAll(
            requests.Select(r => Silo.BuyAsync(StockShardKey.Of(campaign, r.Customer, 4), r))
        );
        var sold = replies.Count(IsSold);
        for (var i = 0; sold < 40 && i < 400; i++)
        {
            var request = Request();
            if (
                (await Silo.BuyAsync(StockShardKey.Of(campaign, request.Customer, 4), request)).Outcome
                == HoldOutcome.Held
            )
                sold++;
        }
        sold.ShouldBe(40);
        var shards = await Silo.Fixture.ShardsAsync(campaign);
        (shards.Sum(s => s.Held), shards.Sum(s => s.Allotted)).ShouldBe((40, 40));
        shards.Select(s => (s.Shard, s.Held, s.Confirmed)).ShouldBe(await Silo.Fixture.RowsAsync(campaign));
    }
}
