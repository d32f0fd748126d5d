using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Hoarding;

/// <summary>Orders that a customer lets go count, but for those that the gateway or staff ended.</summary>
public sealed class StockShardHoardingTests
{
    private readonly OpenShard _shard = new(stock: 100);
    private readonly CustomerId _customer = OpenShard.Somebody();

    [Fact]
    public void Of_forty_orders_held_and_cancelled_in_turn_the_campaign_gives_twenty()
    {
        var outcomes = Enumerable.Range(0, 40).Select(_ => HoldAndCancel()).ToList();
        outcomes.Count(outcome => outcome is null).ShouldBe(20);
        outcomes.Skip(20).ShouldAllBe(outcome => outcome == HoldOutcome.LetGoLimit);
        _shard.Outcome(OpenShard.Request(OpenShard.Somebody())).ShouldBeNull();
    }

    [Fact]
    public void What_is_held_or_bought_stays_under_the_campaign_s_own_limit_alone()
    {
        for (var i = 0; i < 30; i++)
            _shard.Pay(_shard.Buy(_customer), _customer);
        _shard.Commit();
        for (var i = 0; i < 30; i++)
            _shard.Buy(_customer);
        _shard.Outcome(OpenShard.Request(_customer)).ShouldBeNull();
    }

    [Fact]
    public void A_key_gets_its_answer_again_beyond_the_limit()
    {
        var first = OpenShard.Request(_customer);
        var bought = _shard.Buy(first);
        _shard.Cancel(bought, _customer);
        _shard.Commit();
        for (var i = 1; i < 20; i++)
            HoldAndCancel();
        _shard.Decide(first).ShouldBe(bought with { Outcome = HoldOutcome.Replayed });
    }

    [Fact]
    public void Counts_are_the_same_after_a_reopening()
    {
        for (var i = 0; i < 17; i++)
            HoldAndCancel();
        Lapse(3);
        var before = _shard.Rule.Hoarding;
        before.ShouldBe(new ShardHoarding(LetGo: 20, Lapsed: 3, GivingWay: 1, AtLimit: 1));

        _shard.Reopen().Hoarding.ShouldBe(before);
        _shard.Outcome(OpenShard.Request(_customer)).ShouldBe(HoldOutcome.LetGoLimit);
    }

    [Fact]
    public void Pressing_pay_excuses_nothing()
    {
        var bought = _shard.Buy(_customer);
        _shard.Ask(bought, _customer, OrderAction.Prepare);
        LetLapse();
        Lapsed.ShouldBe(1);
        _shard.Ask(bought, _customer, OrderAction.FinishClosing);
        _shard.Commit();
        Lapsed.ShouldBe(1);
    }

    [Fact]
    public void A_hold_does_not_count_when_the_gateway_was_away_while_it_lasted_whoever_pressed_pay()
    {
        var (idle, pressed) = (_shard.Buy(_customer), _shard.Buy(_customer));
        _shard.Ask(pressed, _customer, OrderAction.Prepare);
        _shard.Commit();
        _shard.Now += TimeSpan.FromMinutes(1);
        _shard.GatewayAwayAt = _shard.Now;
        var cancelled = _shard.Buy(_customer);
        _shard.Cancel(cancelled, _customer);
        LetLapse();

        _shard.StatusOf(idle).ShouldBe(OrderStatus.Cancelled);
        _shard.Rule.Hoarding.ShouldBe(default);
        _shard.Reopen().Hoarding.ShouldBe(default);
    }

    [Fact]
    public void A_hold_counts_when_the_gateway_was_away_only_before_it()
    {
        _shard.GatewayAwayAt = _shard.Now;
        _shard.Now += TimeSpan.FromSeconds(1);
        _shard.Buy(_customer);
        LetLapse();
        Lapsed.ShouldBe(1);
    }

    [Fact]
    public void A_gateway_found_away_only_while_a_lapsed_hold_closes_excuses_it_then()
    {
        var bought = _shard.Buy(_customer);
        _shard.Ask(bought, _customer, OrderAction.Prepare);
        LetLapse();
        _shard.GatewayAwayAt = _shard.Now;
        _shard.Ask(bought, _customer, OrderAction.FinishClosing);
        _shard.Commit();
        Lapsed.ShouldBe(0);
    }

    [Fact]
    public void A_payment_that_the_gateway_did_not_answer_excuses_its_order_also_after_a_reopening()
    {
        var bought = _shard.Buy(_customer);
        _shard.Ask(bought, _customer, OrderAction.Prepare);
        _shard.Commit();
        _shard.Ask(bought, _customer, OrderAction.Excuse);
        _shard.Commit();
        _shard.Ask(bought, _customer, OrderAction.Excuse)!.Value.Outcome.ShouldBe(TransitionOutcome.AlreadyApplied);
        _shard.Reopen();
        LetLapse();
        _shard.Rule.Hoarding.ShouldBe(default);
    }

    [Fact]
    public void A_late_payment_takes_the_lapse_back()
    {
        var bought = _shard.Buy(_customer);
        _shard.Ask(bought, _customer, OrderAction.Prepare);
        LetLapse();
        _shard.Pay(bought, _customer);
        _shard.Commit();
        _shard.Rule.Hoarding.ShouldBe(default);
    }

    [Fact]
    public void Holds_that_the_closing_of_the_campaign_ends_do_not_count()
    {
        for (var i = 0; i < 3; i++)
            _shard.Buy(_customer);
        _shard.Ledger.Move(CampaignStatus.Closed);
        _shard.Reopen();
        _shard.Rule.Expire(_shard.Now);
        _shard.Commit();
        _shard.Rule.Hoarding.ShouldBe(default);
    }

    private long Lapsed => _shard.Rule.Hoarding.Lapsed;

    private HoldOutcome? HoldAndCancel()
    {
        var decision = _shard.Rule.Hold(OpenShard.Request(_customer), _shard.Now);
        if (!decision.IsPending)
            return decision.Answer.Outcome;
        _shard.Commit();
        _shard.Cancel(_shard.Rule.Answers.Hold(decision.PendingSlot, HoldOutcome.Held), _customer);
        _shard.Commit();
        return null;
    }

    private void Lapse(int holds)
    {
        for (var i = 0; i < holds; i++)
            _shard.Buy(_customer);
        LetLapse();
    }

    private void LetLapse()
    {
        _shard.Commit();
        _shard.Now += _shard.Terms.PayWithin;
        _shard.Rule.Expire(_shard.Now);
        _shard.Commit();
    }
}
