using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Live;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void An_order_has_at_least_one_unit_and_at_most_the_limit(int quantity) =>
        new OpenShard(perOrder: 3)
            .Outcome(OpenShard.Request(OpenShard.Somebody(), quantity))
            .ShouldBe(HoldOutcome.QuantityRefused);

    [Fact]
    public void A_customer_gets_the_limit_over_all_orders_and_not_a_unit_more()
    {
        var (shard, customer) = (new OpenShard(perCustomer: 3), OpenShard.Somebody());
        shard.Buy(customer, 2);
        shard.Outcome(OpenShard.Request(customer, 2)).ShouldBe(HoldOutcome.LimitReached);
        shard.Buy(customer, 1);
        shard.Outcome(OpenShard.Request(customer)).ShouldBe(HoldOutcome.LimitReached);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
    }

    [Fact]
    public void Units_on_their_way_to_disk_count_against_the_limit()
    {
        var (shard, customer) = (new OpenShard(perCustomer: 1), OpenShard.Somebody());
        shard.Outcome(OpenShard.Request(customer)).ShouldBeNull();
        shard.Outcome(OpenShard.Request(customer)).ShouldBe(HoldOutcome.LimitReached);
    }

    [Fact]
    public void Cancelled_units_count_no_more_once_that_is_on_disk()
    {
        var (shard, customer) = (new OpenShard(perCustomer: 1), OpenShard.Somebody());
        var bought = shard.Buy(customer);
        shard.Cancel(bought, customer).ShouldBeNull();
        shard.Outcome(OpenShard.Request(customer)).ShouldBe(HoldOutcome.LimitReached);
        shard.Commit();
        shard.Buy(customer).Order.ShouldNotBe(bought.Order);
    }

    [Fact]
    public void Paid_units_count_for_ever()
    {
        var (shard, customer) = (new OpenShard(perCustomer: 1), OpenShard.Somebody());
        shard.Pay(shard.Buy(customer), customer);
        shard.Commit();
        shard.Reopen();
        shard.Outcome(OpenShard.Request(customer)).ShouldBe(HoldOutcome.LimitReached);
    }

    [Fact]
    public void Nothing_free_but_something_held_says_when_the_first_hold_runs_out()
    {
        var shard = new OpenShard(stock: 2);
        var first = shard.Buy(OpenShard.Somebody());
        shard.Now = shard.Now.AddSeconds(1);
        shard.Buy(OpenShard.Somebody());
        var refused = shard.Decide(OpenShard.Request(OpenShard.Somebody()));
        refused.ShouldBe(new HoldReply(HoldOutcome.AllHeld, FirstReturnAt: first.PayBy));
        shard.Rule.Gate.State().ShouldBe((GateState.AllHeld, first.PayBy));
    }

    [Fact]
    public void When_the_first_hold_is_given_back_the_next_one_is_the_first_to_return()
    {
        var (shard, customer) = (new OpenShard(stock: 3), OpenShard.Somebody());
        var first = shard.Buy(customer);
        shard.Now = shard.Now.AddSeconds(1);
        var second = shard.Buy(OpenShard.Somebody(), 2);
        shard.Pay(first, customer);
        shard.Commit();
        shard.Rule.Gate.State().ShouldBe((GateState.AllHeld, second.PayBy));
    }

    [Fact]
    public void Nothing_free_and_nothing_held_is_sold_out()
    {
        var (shard, customer) = (new OpenShard(stock: 1), OpenShard.Somebody());
        shard.Pay(shard.Buy(customer), customer);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.AllHeld);
        shard.Commit();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.SoldOut);
        shard.Rule.Gate.State().ShouldBe((GateState.SoldOut, null));
    }

    [Fact]
    public void Fewer_free_than_asked_is_neither_of_the_two()
    {
        var shard = new OpenShard(stock: 2);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), 3)).ShouldBe(HoldOutcome.NotEnough);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody(), 2)).ShouldBeNull();
    }

    [Fact]
    public void What_is_not_on_disk_no_reader_sees()
    {
        var shard = new OpenShard(stock: 1);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.AllHeld);
        shard.Rule.Committed.Held.ShouldBe(0);
        shard.Rule.Gate.State().ShouldBe((GateState.Open, null));
        Buyers(shard).ShouldBe(0);

        shard.Commit();

        shard.Rule.Committed.Held.ShouldBe(1);
        shard.Rule.Gate.State().State.ShouldBe(GateState.AllHeld);
        Buyers(shard).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_returned_unit_is_free_only_when_its_return_is_on_disk()
    {
        var (shard, customer) = (new OpenShard(stock: 1), OpenShard.Somebody());
        shard.Cancel(shard.Buy(customer), customer).ShouldBeNull();
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBe(HoldOutcome.AllHeld);
        shard.Rule.Gate.State().State.ShouldBe(GateState.AllHeld);
        shard.Commit();
        shard.Rule.Gate.State().State.ShouldBe(GateState.Open);
        shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
    }

    [Fact]
    public void The_amount_is_the_sale_price_times_the_units() =>
        new OpenShard().Buy(OpenShard.Somebody(), 3).AmountFen.ShouldBe(3 * 19_900);

    private static int Buyers(OpenShard shard)
    {
        var filter = new ulong[BuyerFilter.WordsFor(10)];
        shard.Rule.Gate.CollectBuyers(filter);
        return filter.Sum(System.Numerics.BitOperations.PopCount);
    }
}
