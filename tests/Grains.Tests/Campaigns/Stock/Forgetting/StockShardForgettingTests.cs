using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Forgetting;

/// <summary>A shard of a flash sale forgets orders that ended long ago, and nothing that still counts.</summary>
public sealed class StockShardForgettingTests
{
    private static readonly TimeSpan Keep = new StockShardLimits().KeepEnded;

    private readonly OpenShard _shard = new(stock: 100);
    private readonly CustomerId _customer = OpenShard.Somebody();

    [Fact]
    public void An_open_shard_forgets_a_refunded_order_and_keeps_a_sold_one()
    {
        var refunded = Paid(OpenShard.Request(_customer));
        Paid(OpenShard.Request(_customer));
        Ask(refunded, OrderAction.ReturnUnits, units: 1);
        PassTwice();
        _shard.Rule.OrdersInMemory.ShouldBe(1);
        Ask(refunded, OrderAction.Confirm)!.Value.Outcome.ShouldBe(TransitionOutcome.NotFound);
    }

    [Fact]
    public void A_shard_that_opens_keeps_an_order_for_seven_days_after_its_end_and_no_longer()
    {
        var refunded = Paid(OpenShard.Request(_customer));
        Ask(refunded, OrderAction.ReturnUnits, units: 1);
        _shard.Now += Keep;
        _shard.Reopen().OrdersInMemory.ShouldBe(1);
        _shard.Now += TimeSpan.FromMilliseconds(1);
        _shard.Reopen().OrdersInMemory.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_customer_let_go_counts_after_it_is_forgotten(bool reopens)
    {
        for (var i = 0; i < 20; i++)
            Cancel(_shard.Buy(_customer));
        Cancel(_shard.Buy(OpenShard.Somebody()), stays: true);
        var before = _shard.Rule.Hoarding;
        if (reopens)
            _shard.Now += Keep + Keep;
        else
            PassTwice();
        if (reopens)
            _shard.Reopen();

        _shard.Rule.OrdersInMemory.ShouldBe(2);
        _shard.Rule.Hoarding.ShouldBe(before);
        _shard.Now = OpenShard.Opened;
        _shard.Outcome(OpenShard.Request(_customer)).ShouldBe(HoldOutcome.LetGoLimit);
    }

    [Fact]
    public void A_forgotten_key_that_comes_again_is_refused_without_a_second_order_and_without_a_second_try()
    {
        var request = OpenShard.Request(_customer);
        Ask(Paid(request), OrderAction.ReturnUnits, units: 1);
        PassTwice();
        _shard.Now = OpenShard.Opened;

        _shard.Outcome(request).ShouldBeNull();
        var heard = _shard.Commit().ShouldNotBeNull();

        (heard.HasConflicts, heard.Refused.Values.ShouldHaveSingleItem()).ShouldBe((false, HoldOutcome.KeyReused));
        _shard.Outcome(request).ShouldBe(HoldOutcome.KeyReused);
        _shard.Rule.HasWork.ShouldBeFalse();
        _shard.Rule.Committed.ShouldBe(_shard.Ledger.Counters);
        _shard.Rule.Committed.Free.ShouldBe(100);
        _shard.Ledger.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void A_forgotten_slot_that_another_order_took_runs_out_in_its_turn()
    {
        var first = _shard.Buy(OpenShard.Somebody());
        Ask(first, OrderAction.Confirm);
        Paid(OpenShard.Request(_customer));
        Ask(Paid(OpenShard.Request(_customer)), OrderAction.ReturnUnits, units: 1);
        PassTwice();
        _shard.Now = OpenShard.Opened;
        HoldReply[] holds = [_shard.Buy(_customer), _shard.Buy(_customer), _shard.Buy(_customer)];

        foreach (var hold in holds)
            _shard.StatusOf(hold).ShouldBe(OrderStatus.PendingPayment);
        _shard.Now = holds[2].PayBy;
        _shard.Rule.Expire(_shard.Now);
        _shard.Commit();

        foreach (var hold in holds)
            _shard.StatusOf(hold).ShouldBe(OrderStatus.Cancelled);
    }

    private HoldReply Paid(HoldRequest request)
    {
        var bought = _shard.Buy(request);
        Ask(bought, OrderAction.Confirm);
        return bought;
    }

    private void Cancel(HoldReply bought, bool stays = false)
    {
        var customer = stays ? _shard.Ledger.Rows[^1].Order.Customer : _customer;
        _shard.Cancel(bought, customer).ShouldBeNull();
        _shard.Commit();
    }

    private TransitionReply? Ask(HoldReply bought, OrderAction action, int units = 0)
    {
        var customer = _shard.Ledger.Rows.Single(r => r.Order.Id == bought.Order).Order.Customer;
        var answer = _shard.Ask(bought, customer, action, units: units);
        _shard.Commit();
        return answer;
    }

    private void PassTwice()
    {
        for (var pass = 0; pass < 2; pass++)
        {
            _shard.Rule.Expire(_shard.Now);
            _shard.Commit();
            _shard.Now += Keep;
        }
        _shard.Rule.Expire(_shard.Now);
    }
}
