using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Campaigns.Teams;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Hoarding;

/// <summary>A customer who lets holds lapse gives way: units that returned go to others first.</summary>
public sealed class GiveWayTests
{
    private static readonly TimeSpan GiveWay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(100);
    private readonly CustomerId _hoarder = OpenShard.Somebody();

    [Fact]
    public void Ten_accounts_that_never_pay_lose_to_five_customers_who_press_every_three_seconds()
    {
        var shard = new OpenShard(stock: 20, perCustomer: 2, perOrder: 2);
        var hoarders = Enumerable.Range(0, 10).Select(_ => OpenShard.Somebody()).ToList();
        var waiting = Enumerable.Range(0, 5).Select(_ => OpenShard.Somebody()).ToList();
        var roundsWaited = 0;
        for (; waiting.Count > 0 && roundsWaited < 20; roundsWaited++)
        {
            // The accounts press at payBy, before anybody else can.
            foreach (var hoarder in hoarders)
                shard.Outcome(OpenShard.Request(hoarder, quantity: 2));
            shard.Commit();
            var end = shard.Now + shard.Terms.PayWithin;
            for (; shard.Now < end; shard.Now += TimeSpan.FromSeconds(3))
            {
                waiting.RemoveAll(honest => shard.Outcome(OpenShard.Request(honest)) is null);
                shard.Commit();
            }
            shard.Rule.Expire(shard.Now);
            shard.Commit();
        }
        waiting.ShouldBeEmpty();
        // Three rounds make three lapsed holds; the next one is the customers'.
        roundsWaited.ShouldBe(4);
        shard.Rule.Hoarding.GivingWay.ShouldBe(10);
    }

    [Fact]
    public void Returned_units_are_others_for_ten_seconds_and_then_anybody_s()
    {
        var shard = WithLapsedHolds(stock: 3);
        var returned = shard.Now;
        shard.Now += TimeSpan.FromSeconds(9);
        var until = returned + GiveWay + Rounding;
        shard.Decide(OpenShard.Request(_hoarder)).ShouldBe(new HoldReply(HoldOutcome.GiveWay, Until: until));
        shard.Buy(OpenShard.Somebody());

        shard.Now = until;
        shard.Outcome(OpenShard.Request(_hoarder, quantity: 2)).ShouldBeNull();
    }

    [Fact]
    public void Units_that_nobody_had_are_there_for_everybody()
    {
        var shard = WithLapsedHolds(stock: 5);
        shard.Outcome(OpenShard.Request(_hoarder, quantity: 3)).ShouldBe(HoldOutcome.GiveWay);
        shard.Buy(_hoarder, quantity: 2);
        shard.Outcome(OpenShard.Request(_hoarder)).ShouldBe(HoldOutcome.GiveWay);
    }

    [Fact]
    public void Others_take_the_returned_units_first()
    {
        var shard = WithLapsedHolds(stock: 5);
        shard.Buy(OpenShard.Somebody(), quantity: 3);
        shard.Outcome(OpenShard.Request(_hoarder, quantity: 2)).ShouldBeNull();
    }

    [Fact]
    public void Two_lapsed_holds_give_way_to_nobody()
    {
        var shard = new OpenShard(stock: 2);
        Lapse(shard, 2);
        shard.Outcome(OpenShard.Request(_hoarder, quantity: 2)).ShouldBeNull();
    }

    [Fact]
    public void Cancelled_and_refunded_units_are_others_first_too()
    {
        var shard = WithLapsedHolds(stock: 3);
        shard.Now += TimeSpan.FromMinutes(1);
        var somebody = OpenShard.Somebody();
        var (cancelled, refunded) = (shard.Buy(somebody), shard.Buy(somebody, quantity: 2));
        shard.Pay(refunded, somebody);
        shard.Cancel(cancelled, somebody);
        shard.Commit();
        shard.Ask(refunded, somebody, GrainInterfaces.Orders.OrderAction.ReturnUnits, units: 1);
        shard.Commit();
        shard.Outcome(OpenShard.Request(_hoarder)).ShouldBe(HoldOutcome.GiveWay);
        shard.Outcome(OpenShard.Request(somebody, quantity: 2)).ShouldBeNull();
    }

    [Fact]
    public void After_a_reopening_all_free_units_count_as_returned()
    {
        var shard = WithLapsedHolds(stock: 10);
        shard.Now += TimeSpan.FromMinutes(1);
        shard.Reopen();
        shard.Outcome(OpenShard.Request(_hoarder)).ShouldBe(HoldOutcome.GiveWay);
        shard.Now += GiveWay + Rounding;
        shard.Outcome(OpenShard.Request(_hoarder)).ShouldBeNull();
    }

    [Fact]
    public void A_loan_takes_units_that_are_kept_for_nobody_first_and_says_how_many_are_kept()
    {
        var shard = WithLapsedHolds(stock: 4);
        shard.Rule.Lend(1, 1, shard.Now).ShouldBe(new(Units: 1, Kept: 0));
        shard.Commit();
        shard.Rule.Lend(1, 3, shard.Now).ShouldBe(new(Units: 2, Kept: 2));
    }

    [Fact]
    public void Borrowed_units_that_returned_at_the_sibling_are_others_first_here()
    {
        var shard = WithLapsedHolds(stock: 3);
        shard.Buy(OpenShard.Somebody(), quantity: 3);
        var counters = shard.Rule.Committed;
        shard.Rule.Borrowed(counters with { Revision = counters.Revision + 1, Allotted = 5 }, kept: 1, shard.Now);
        shard.Outcome(OpenShard.Request(_hoarder, quantity: 2)).ShouldBe(HoldOutcome.GiveWay);
        shard.Outcome(OpenShard.Request(_hoarder)).ShouldBeNull();
    }

    [Fact]
    public void Seats_of_teams_are_under_the_same_rule()
    {
        var campaign = new OpenCampaign(stock: 1);
        for (var i = 0; i < 3; i++)
        {
            campaign.Sit(_hoarder);
            campaign.Now += campaign.Terms.PayWithin;
            campaign.Rule.Expire(campaign.Now);
            campaign.Commit();
            if (i < 2)
                continue;
            campaign.Ask(_hoarder)!.Value.Hold.Outcome.ShouldBe(HoldOutcome.GiveWay);
            campaign.Now += GiveWay + Rounding;
        }
        for (var i = 3; i < 20; i++)
        {
            var seat = campaign.Sit(_hoarder);
            campaign.Rule.Leave(seat.Team, _hoarder, campaign.Now);
            campaign.Commit();
            campaign.Now += GiveWay + Rounding;
        }
        campaign.Ask(_hoarder)!.Value.Hold.Outcome.ShouldBe(HoldOutcome.LetGoLimit);
        campaign.Reopen();
        campaign.Ask(_hoarder)!.Value.Hold.Outcome.ShouldBe(HoldOutcome.LetGoLimit);
        campaign.Ask(OpenShard.Somebody()).ShouldBeNull();
    }

    /// <summary>A shard of which three units have just returned, because the hoarder let three holds lapse.</summary>
    private OpenShard WithLapsedHolds(int stock)
    {
        var shard = new OpenShard(stock);
        Lapse(shard, 3);
        return shard;
    }

    private void Lapse(OpenShard shard, int holds)
    {
        for (var i = 0; i < holds; i++)
            shard.Buy(_hoarder);
        shard.Now += shard.Terms.PayWithin;
        shard.Rule.Expire(shard.Now);
        shard.Commit();
    }
}
