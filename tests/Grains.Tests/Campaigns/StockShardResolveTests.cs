using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class StockShardResolveTests
{
    private readonly OpenShard _shard = new(stock: 20_000);
    private readonly CustomerId _customer = OpenShard.Somebody();

    [Fact]
    public void The_first_resolution_wins_and_the_loser_is_told_which_it_was()
    {
        var bought = _shard.Buy(_customer);
        _shard.Pay(bought, _customer).ShouldBeNull();
        _shard.Cancel(bought, _customer)!.Value.Outcome.ShouldBe(MoveOutcome.Retry);
        _shard.Commit();
        _shard.Cancel(bought, _customer).ShouldBe(new MoveReply(MoveOutcome.Lost, OrderStatus.Paid, CloseCause.None));
        _shard.Pay(bought, _customer).ShouldBe(new MoveReply(MoveOutcome.AlreadyDone, OrderStatus.Paid, CloseCause.None));
        _shard.Rule.HasWork.ShouldBeFalse();
    }

    [Fact]
    public void A_cancel_after_the_expiry_lost()
    {
        var bought = _shard.Buy(_customer);
        _shard.Now = bought.PayBy;
        _shard.Rule.Expire(_shard.Now);
        _shard.Commit();
        _shard.Cancel(bought, _customer).ShouldBe(new MoveReply(MoveOutcome.Lost, OrderStatus.Cancelled, CloseCause.Expired));
    }

    [Fact]
    public void An_order_on_its_way_to_disk_cannot_be_resolved_yet()
    {
        _shard.Rule.Hold(OpenShard.Request(_customer), _shard.Now, out var order).ShouldBeNull();
        _shard.Cancel(_shard.Rule.Reply(order, HoldOutcome.Held), _customer)!.Value.Outcome.ShouldBe(MoveOutcome.Retry);
    }

    [Fact]
    public void An_unknown_order_is_not_found()
    {
        _shard.Buy(_customer);
        _shard.Cancel(new(HoldOutcome.Held, new OrderId(Guid.NewGuid())), _customer)!.Value.Outcome.ShouldBe(MoveOutcome.NotFound);
    }

    [Fact]
    public void Nobody_can_resolve_another_customer_s_order_not_even_one_of_the_same_bucket()
    {
        var bought = _shard.Buy(_customer);
        for (var i = 0; i < 20_000; i++)
            _shard.Cancel(bought, OpenShard.Somebody())!.Value.Outcome.ShouldBe(MoveOutcome.NotFound);
    }
}
