using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class StockShardMoveTests
{
    private readonly OpenShard _shard = new(stock: 20_000);
    private readonly CustomerId _customer = OpenShard.Somebody();

    [Fact]
    public void The_first_move_wins_and_the_loser_is_told_which_it_was()
    {
        var bought = _shard.Buy(_customer);
        _shard.Pay(bought, _customer).ShouldBeNull();
        _shard.Cancel(bought, _customer)!.Value.Outcome.ShouldBe(TransitionOutcome.Unknown);
        _shard.Commit();
        _shard
            .Cancel(bought, _customer)
            .ShouldBe(new TransitionReply(TransitionOutcome.Rejected, OrderStatus.Paid, CloseCause.None));
        _shard
            .Pay(bought, _customer)
            .ShouldBe(new TransitionReply(TransitionOutcome.AlreadyApplied, OrderStatus.Paid, CloseCause.None));
        _shard.Rule.HasWork.ShouldBeFalse();
    }

    [Fact]
    public void A_cancel_after_the_expiry_lost()
    {
        var bought = _shard.Buy(_customer);
        _shard.Now = bought.PayBy;
        _shard.Rule.Expire(_shard.Now);
        _shard.Commit();
        _shard
            .Cancel(bought, _customer)
            .ShouldBe(new TransitionReply(TransitionOutcome.Rejected, OrderStatus.Cancelled, CloseCause.Expired));
    }

    [Fact]
    public void An_order_on_its_way_to_disk_cannot_move_yet()
    {
        var decision = _shard.Rule.Hold(OpenShard.Request(_customer), _shard.Now);
        decision.IsPending.ShouldBeTrue();
        _shard
            .Cancel(_shard.Rule.Answers.Hold(decision.PendingSlot, HoldOutcome.Held), _customer)!
            .Value.Outcome.ShouldBe(TransitionOutcome.Unknown);
    }

    [Fact]
    public void An_unknown_order_is_not_found()
    {
        _shard.Buy(_customer);
        _shard
            .Cancel(new(HoldOutcome.Held, new OrderId(Guid.NewGuid())), _customer)!
            .Value.Outcome.ShouldBe(TransitionOutcome.NotFound);
    }

    [Fact]
    public void Nobody_can_move_another_customer_s_order_not_even_one_of_the_same_bucket()
    {
        var bought = _shard.Buy(_customer);
        for (var i = 0; i < 20_000; i++)
            _shard.Cancel(bought, OpenShard.Somebody())!.Value.Outcome.ShouldBe(TransitionOutcome.NotFound);
    }

    [Fact]
    public void A_prepared_order_closes_before_its_units_return()
    {
        var bought = _shard.Buy(_customer, 2);
        Do(bought, OrderAction.Prepare, OrderStatus.PendingPayment);
        _shard.Rule.Expire(bought.PayBy);
        _shard.Commit();
        (_shard.StatusOf(bought), _shard.Rule.Committed.Held).ShouldBe((OrderStatus.Closing, 2));
        Do(bought, OrderAction.FinishClosing, OrderStatus.Cancelled);
        _shard.Rule.Committed.Held.ShouldBe(0);
        _shard.Ledger.Rows.ShouldHaveSingleItem().Cause.ShouldBe(CloseCause.Expired);
    }

    [Fact]
    public void Money_that_comes_while_an_expired_order_closes_still_buys_it()
    {
        var bought = _shard.Buy(_customer);
        Do(bought, OrderAction.Prepare, OrderStatus.PendingPayment);
        _shard.Rule.Expire(bought.PayBy);
        _shard.Commit();
        Do(bought, OrderAction.Confirm, OrderStatus.Paid);
        Ask(bought, OrderAction.FinishClosing)
            .ShouldBe(new TransitionReply(TransitionOutcome.Rejected, OrderStatus.Paid, CloseCause.None));
    }

    [Fact]
    public void Money_that_comes_after_an_accepted_cancel_buys_nothing()
    {
        var bought = _shard.Buy(_customer);
        Do(bought, OrderAction.Prepare, OrderStatus.PendingPayment);
        Do(bought, OrderAction.Release, OrderStatus.Closing, CloseCause.Customer);
        Ask(bought, OrderAction.Confirm)
            .ShouldBe(new TransitionReply(TransitionOutcome.Rejected, OrderStatus.Closing, CloseCause.Customer));
        Do(bought, OrderAction.FinishClosing, OrderStatus.Cancelled);
    }

    [Fact]
    public void A_preparation_on_its_way_to_disk_does_not_hide_the_hold_from_its_expiry()
    {
        var bought = _shard.Buy(_customer);
        Ask(bought, OrderAction.Prepare).ShouldBeNull();
        _shard.Rule.FirstReturn().ShouldBe(bought.PayBy);
        _shard.Rule.Expire(bought.PayBy);
        _shard.Commit();
        _shard.StatusOf(bought).ShouldBe(OrderStatus.PendingPayment);
        _shard.Rule.Expire(bought.PayBy);
        _shard.Commit();
        _shard.StatusOf(bought).ShouldBe(OrderStatus.Closing);
    }

    [Fact]
    public void Returned_units_are_free_for_others_and_for_their_customer_s_limit_and_the_last_one_ends_the_order()
    {
        var shard = new OpenShard(stock: 3, perCustomer: 3);
        var bought = shard.Buy(_customer, 3);
        foreach (var verb in (OrderAction[])[OrderAction.Confirm, OrderAction.Fulfil])
            Commit(shard, bought, verb);
        shard.Outcome(OpenShard.Request(_customer)).ShouldBe(HoldOutcome.LimitReached);
        Commit(shard, bought, OrderAction.ReturnUnits, 1);
        shard.Buy(_customer);
        Commit(shard, bought, OrderAction.ReturnUnits, 3);
        (shard.StatusOf(bought), shard.Rule.Committed).ShouldBe((OrderStatus.Refunded, shard.Ledger.Counters));
        (shard.Rule.Committed.Held, shard.Rule.Committed.Confirmed).ShouldBe((1, 0));
        shard
            .Ask(bought, _customer, OrderAction.ReturnUnits, units: 3)!
            .Value.Outcome.ShouldBe(TransitionOutcome.AlreadyApplied);
    }

    [Fact]
    public void More_units_than_the_order_has_never_return()
    {
        var bought = _shard.Buy(_customer, 2);
        Do(bought, OrderAction.Confirm, OrderStatus.Paid);
        _shard
            .Ask(bought, _customer, OrderAction.ReturnUnits, units: 3)!
            .Value.Outcome.ShouldBe(TransitionOutcome.Rejected);
    }

    [Fact]
    public void Each_move_writes_its_outbox_messages_once()
    {
        var (paid, expired) = (_shard.Buy(_customer), _shard.Buy(OpenShard.Somebody()));
        Do(paid, OrderAction.Prepare, OrderStatus.PendingPayment);
        Do(paid, OrderAction.Release, OrderStatus.Closing, CloseCause.SaleClosed);
        Do(paid, OrderAction.Confirm, OrderStatus.Paid);
        Do(paid, OrderAction.Fulfil, OrderStatus.Fulfilled);
        _shard.Rule.Expire(expired.PayBy);
        _shard.Commit();
        _shard
            .Ledger.Outbox.Select(e => $"{e.Kind} {e.Subject}")
            .ShouldBe([
                $"order.close {paid.Order}",
                $"order.fulfil {paid.Order}",
                $"notice paid/{paid.Order}",
                $"notice expired/{expired.Order}",
            ]);
    }

    private TransitionReply? Ask(HoldReply bought, OrderAction verb, CloseCause cause = CloseCause.None) =>
        _shard.Ask(bought, _customer, verb, cause);

    private void Do(HoldReply bought, OrderAction verb, OrderStatus ends, CloseCause cause = CloseCause.None)
    {
        Ask(bought, verb, cause).ShouldBeNull();
        _shard.Commit();
        _shard.StatusOf(bought).ShouldBe(ends);
    }

    private void Commit(OpenShard shard, HoldReply bought, OrderAction verb, int units = 0)
    {
        shard.Ask(bought, _customer, verb, units: units).ShouldBeNull();
        shard.Commit();
    }
}
