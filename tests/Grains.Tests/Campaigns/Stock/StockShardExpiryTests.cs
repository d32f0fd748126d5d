using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardExpiryTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_hold_expires_at_its_pay_by_and_not_a_millisecond_earlier()
    {
        var shard = new OpenShard();
        var bought = shard.Buy(OpenShard.Somebody());
        Expire(shard, bought.PayBy - Millisecond);
        shard.StatusOf(bought).ShouldBe(OrderStatus.PendingPayment);
        Expire(shard, bought.PayBy);
        shard.Ledger.Rows.ShouldHaveSingleItem().Cause.ShouldBe(CloseCause.Expired);
        shard.Rule.Committed.Free.ShouldBe(10);
        Expire(shard, bought.PayBy);
        shard.Rule.Committed.Free.ShouldBe(10);
    }

    [Fact]
    public void Holds_expire_in_the_order_of_their_pay_by()
    {
        var shard = new OpenShard();
        var first = shard.Buy(OpenShard.Somebody());
        shard.Now = shard.Now.AddMilliseconds(1);
        var second = shard.Buy(OpenShard.Somebody());
        Expire(shard, first.PayBy);
        (shard.StatusOf(first), shard.StatusOf(second)).ShouldBe((OrderStatus.Cancelled, OrderStatus.PendingPayment));
    }

    [Fact]
    public void A_clock_that_steps_back_never_makes_a_later_hold_run_out_first()
    {
        var shard = new OpenShard();
        var first = shard.Buy(OpenShard.Somebody());
        shard.Now = shard.Now.AddSeconds(-30);
        var second = shard.Buy(OpenShard.Somebody());
        second.PayBy.ShouldBe(first.PayBy);
        Expire(shard, first.PayBy - Millisecond);
        (shard.StatusOf(first), shard.StatusOf(second)).ShouldBe(
            (OrderStatus.PendingPayment, OrderStatus.PendingPayment)
        );
        Expire(shard, first.PayBy);
        shard.Rule.Committed.Held.ShouldBe(0);
    }

    [Fact]
    public void The_clock_may_have_stepped_back_while_the_shard_moved()
    {
        var shard = new OpenShard();
        var first = shard.Buy(OpenShard.Somebody());
        shard.Reopen();
        shard.Now = shard.Now.AddSeconds(-30);
        shard.Buy(OpenShard.Somebody()).PayBy.ShouldBe(first.PayBy);
    }

    [Fact]
    public void Paid_holds_do_not_expire_and_do_not_keep_others_from_it()
    {
        var (shard, customer) = (new OpenShard(), OpenShard.Somebody());
        var paid = shard.Buy(customer);
        var other = shard.Buy(OpenShard.Somebody());
        shard.Pay(paid, customer);
        shard.Commit();
        Expire(shard, other.PayBy);
        (shard.StatusOf(paid), shard.StatusOf(other)).ShouldBe((OrderStatus.Paid, OrderStatus.Cancelled));
    }

    [Fact]
    public void A_reopened_shard_expires_what_its_predecessor_left()
    {
        var shard = new OpenShard();
        var bought = shard.Buy(OpenShard.Somebody());
        shard.Reopen();
        Expire(shard, bought.PayBy);
        shard.StatusOf(bought).ShouldBe(OrderStatus.Cancelled);
    }

    [Fact]
    public void A_paused_sale_still_expires()
    {
        var shard = new OpenShard();
        var bought = shard.Buy(OpenShard.Somebody());
        shard.Ledger.Move(CampaignStatus.Paused);
        shard.Reopen();
        Expire(shard, bought.PayBy);
        shard.StatusOf(bought).ShouldBe(OrderStatus.Cancelled);
    }

    [Fact]
    public void A_closed_sale_gives_every_hold_back_at_once_batch_by_batch_and_says_why()
    {
        var (shard, payer) = (
            new OpenShard(stock: 6, limits: new StockShardLimits { MaxBatch = 2 }),
            OpenShard.Somebody()
        );
        var paid = shard.Buy(payer);
        shard.Pay(paid, payer);
        for (var i = 0; i < 5; i++)
            shard.Buy(OpenShard.Somebody());
        shard.Ledger.Move(CampaignStatus.Closed);
        shard.Reopen();

        Expire(shard, shard.Now);
        shard.Rule.Committed.Held.ShouldBe(3);
        Expire(shard, shard.Now);
        Expire(shard, shard.Now);

        shard.Rule.Committed.ShouldBe(shard.Ledger.Counters);
        (shard.Rule.Committed.Held, shard.Rule.Committed.Confirmed).ShouldBe((0, 1));
        shard
            .Ledger.Rows.Where(r => r.Order.Id != paid.Order)
            .ShouldAllBe(r => r.Status == OrderStatus.Cancelled && r.Cause == CloseCause.SaleClosed);
    }

    private static void Expire(OpenShard shard, DateTimeOffset now)
    {
        shard.Rule.Expire(now);
        shard.Commit();
    }
}
