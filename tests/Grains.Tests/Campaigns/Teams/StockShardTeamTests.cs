using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

public sealed class StockShardTeamTests
{
    private readonly OpenCampaign _campaign = new();
    private readonly CustomerId _alice = OpenShard.Somebody();
    private readonly CustomerId _bob = OpenShard.Somebody();

    [Fact]
    public void The_opener_pays_the_leader_s_price_of_the_step_and_who_joins_the_step_s()
    {
        var opened = _campaign.Sit(_alice);
        opened.Hold.AmountFen.ShouldBe(18_900);
        _campaign.Sit(_bob, opened.Team).Hold.AmountFen.ShouldBe(19_900);
        _campaign.Sit(OpenShard.Somebody(), size: 3).Hold.AmountFen.ShouldBe(17_900);
        _campaign.Ask(OpenShard.Somebody(), size: 4)!.Value.Hold.Outcome.ShouldBe(HoldOutcome.SizeRefused);
    }

    [Fact]
    public void A_hold_lasts_until_payBy_or_the_deadline_whichever_comes_first_and_runs_out_then()
    {
        var opened = _campaign.Sit(_alice, size: 3);
        _campaign.Pay(opened, _alice);
        // Another hold, made before, that lasts longer: it must not stand in the way.
        _campaign.Now = opened.Deadline.AddMinutes(-3);
        var other = _campaign.Sit(OpenShard.Somebody());
        var late = _campaign.Sit(_bob, opened.Team);
        (late.Hold.PayBy, other.Hold.PayBy).ShouldBe((opened.Deadline, _campaign.Now.AddMinutes(5)));
        _campaign.Rule.FirstReturn().ShouldBe(opened.Deadline);
        _campaign.Now = opened.Deadline;
        Settle();
        _campaign.Disk.Orders.Single(o => o.Order.Id == late.Hold.Order).Status.ShouldBe(OrderStatus.Cancelled);
        _campaign.Disk.Teams[opened.Team].Status.ShouldBe(TeamStatus.Failed);
        _campaign.Disk.Orders.Single(o => o.Order.Id == other.Hold.Order).Status.ShouldBe(OrderStatus.PendingPayment);
    }

    [Fact]
    public void A_team_may_be_joined_after_the_campaign_s_end_but_none_is_opened()
    {
        _campaign.Now = OpenShard.End.AddMinutes(-1);
        var opened = _campaign.Sit(_alice);
        _campaign.Now = OpenShard.End;
        _campaign.Ask(OpenShard.Somebody())!.Value.Hold.Outcome.ShouldBe(HoldOutcome.Ended);
        _campaign.Sit(_bob, opened.Team);
    }

    [Fact]
    public void A_full_team_says_when_its_first_unpaid_seat_may_return()
    {
        var opened = _campaign.Sit(_alice);
        _campaign.Now = _campaign.Now.AddSeconds(1);
        _campaign.Sit(_bob, opened.Team);
        _campaign
            .Ask(OpenShard.Somebody(), opened.Team)!
            .Value.Hold.ShouldBe(new(HoldOutcome.TeamFull, FirstReturnAt: opened.Hold.PayBy));
    }

    [Fact]
    public void A_team_s_outbox_messages_from_its_opening_to_its_completion()
    {
        var opened = _campaign.Sit(_alice);
        var joined = _campaign.Sit(_bob, opened.Team, from: 1);
        _campaign.Pay(opened, _alice);
        _campaign.Pay(joined, _bob);
        _campaign
            .Outbox(("A", opened), ("B", joined))
            .ShouldBe([
                "notice team-opened/A",
                "notice team-one-left/A",
                "notice team-joined/B",
                "order.fulfil A",
                "notice team-completed/A",
                "order.fulfil B",
                "notice team-completed/B",
                $"reward.issue reward/{_bob}",
            ]);
        _campaign.Disk.Outbox[^1].Body.ShouldBe($"{joined.Hold.Order}");
    }

    [Fact]
    public void A_paid_seat_is_not_fulfilled_before_its_team_is_complete()
    {
        var opened = _campaign.Sit(_alice);
        _campaign.Pay(opened, _alice);
        _campaign
            .Move(opened, _alice, OrderAction.Fulfil)!
            .Value.ShouldBe(new(TransitionOutcome.Rejected, OrderStatus.Paid, CloseCause.None));
        _campaign.Pay(_campaign.Sit(_bob, opened.Team), _bob);
        _campaign.Move(opened, _alice, OrderAction.Fulfil).ShouldBeNull();
    }

    [Fact]
    public void Staff_ends_an_open_team_once_with_what_it_did_written_down()
    {
        var opened = _campaign.Sit(_alice, size: 3);
        var joined = _campaign.Sit(_bob, opened.Team);
        _campaign.Pay(opened, _alice);
        _campaign.Move(joined, _bob, OrderAction.Prepare);
        _campaign
            .Rule.CloseTeam(opened.Team, "wang", "why", _campaign.Now)
            .AnswerOrNull()
            .ShouldBe(TeamCloseOutcome.Retry);
        _campaign.Commit();
        _campaign.Rule.CloseTeam(opened.Team, "wang", "why", _campaign.Now).AnswerOrNull().ShouldBeNull();
        _campaign.Commit();
        _campaign
            .Rule.CloseTeam(opened.Team, "wang", "why", _campaign.Now)
            .AnswerOrNull()
            .ShouldBe(TeamCloseOutcome.Ended);
        _campaign
            .Rule.CloseTeam(new(Guid.NewGuid()), "wang", "why", _campaign.Now)
            .AnswerOrNull()
            .ShouldBe(TeamCloseOutcome.NotFound);

        _campaign
            .Disk.Audit.ShouldHaveSingleItem()
            .ShouldBe(new(opened.Team, _campaign.Now, "wang", "team.close", "why"));
        _campaign
            .Outbox(("A", opened), ("B", joined))
            .Skip(1)
            .ShouldBe(["order.refund A", "notice team-failed/A", "order.close B"], ignoreOrder: true);
        // Money that comes now is late: the payment core gives it back.
        _campaign
            .Move(joined, _bob, OrderAction.Confirm)!
            .Value.ShouldBe(new(TransitionOutcome.Rejected, OrderStatus.Closing, CloseCause.TeamFailed));
    }

    [Fact]
    public void A_short_completion_is_audited_and_a_member_whose_money_comes_late_is_fulfilled_too()
    {
        var campaign = new OpenCampaign(virtualPercent: 60);
        var (opened, carol) = (campaign.Sit(_alice, size: 3), OpenShard.Somebody());
        var (second, third) = (campaign.Sit(_bob, opened.Team), campaign.Sit(carol, opened.Team));
        campaign.Pay(opened, _alice);
        campaign.Pay(second, _bob);
        campaign.Move(third, carol, OrderAction.Prepare);
        campaign.Commit();
        campaign.Now = opened.Deadline;
        Settle(campaign);
        campaign
            .Disk.Teams[opened.Team]
            .ShouldSatisfyAllConditions(
                t => t.Status.ShouldBe(TeamStatus.Completed),
                t => t.Short.ShouldBeTrue(),
                t => t.Paid.ShouldBe(2)
            );
        campaign.Disk.Audit.ShouldHaveSingleItem().Action.ShouldBe("team.complete-short");
        campaign.Pay(third, carol);
        campaign.Disk.Teams[opened.Team].Paid.ShouldBe(3);
        campaign.Outbox(("C", third)).ShouldContain("order.fulfil C");
    }

    [Fact]
    public void New_customers_only_is_the_shard_s_word_too_and_no_flash_order_takes_a_campaign_s_unit()
    {
        var campaign = new OpenCampaign(newOnly: true);
        campaign.Ask(_alice, hasBought: true)!.Value.Hold.Outcome.ShouldBe(HoldOutcome.NewCustomersOnly);
        campaign.Sit(_alice);
        campaign
            .Rule.Hold(OpenShard.Request(_bob), campaign.Now)
            .AnswerOrNull()!
            .Value.Outcome.ShouldBe(HoldOutcome.NotFound);
        new OpenShard()
            .Rule.Seat(
                new()
                {
                    Customer = _bob,
                    KeyHash = Guid.NewGuid(),
                    BodyHash = 1,
                    Size = 2,
                },
                OpenShard.Start
            )
            .AnswerOrNull()!
            .Value.Hold.Outcome.ShouldBe(HoldOutcome.NotFound);
    }

    [Fact]
    public void Who_invited_is_the_seat_that_is_named_or_else_the_leader_and_never_oneself()
    {
        var opened = _campaign.Sit(_alice, size: 3);
        _campaign.Sit(_bob, opened.Team, from: 0);
        _campaign.Sit(OpenShard.Somebody(), opened.Team, from: 2);
        _campaign.Disk.Orders.Select(o => o.InvitedBy).ShouldBe([null, _alice, _bob]);
    }

    [Fact]
    public void Who_leads_two_teams_that_end_in_one_moment_leads_none_afterwards()
    {
        var (own, carol) = (_campaign.Sit(_alice, size: 3), OpenShard.Somebody());
        _campaign.Pay(own, _alice);
        var inherited = _campaign.Sit(carol, size: 3);
        _campaign.Pay(inherited, carol);
        _campaign.Pay(_campaign.Sit(_alice, inherited.Team), _alice);
        _campaign.Rule.Leave(inherited.Team, carol, _campaign.Now).AnswerOrNull().ShouldBeNull();
        _campaign.Commit();
        _campaign.Disk.Teams[inherited.Team].Leader.ShouldBe(_alice);
        _campaign.Disk.Claims[_alice].Leads.ShouldBe(own.Team);
        _campaign.Now = inherited.Deadline;
        _campaign.Rule.Expire(_campaign.Now);
        _campaign.Commit();
        _campaign.Disk.Claims[_alice].ShouldBe(new(null, null, 0));
    }

    [Fact]
    public void A_reopened_shard_knows_its_teams_their_leaders_and_who_paid_first()
    {
        var opened = _campaign.Sit(_alice, size: 3);
        var joined = _campaign.Sit(_bob, opened.Team);
        _campaign.Pay(joined, _bob);
        _campaign.Now = _campaign.Now.AddSeconds(1);
        _campaign.Pay(opened, _alice);
        _campaign.Reopen();
        _campaign.Rule.Teams.ShouldBe((1, 0));
        _campaign.Rule.Leave(opened.Team, _alice, _campaign.Now).AnswerOrNull().ShouldBeNull();
        _campaign.Commit();
        _campaign.Disk.Teams[opened.Team].Leader.ShouldBe(_bob);
        _campaign
            .Rule.Leave(opened.Team, _alice, _campaign.Now)
            .AnswerOrNull()!
            .Value.Outcome.ShouldBe(TransitionOutcome.NotFound);
    }

    private void Settle() => Settle(_campaign);

    private static void Settle(OpenCampaign campaign)
    {
        for (var round = 0; round < 4; round++)
        {
            campaign.Rule.Expire(campaign.Now);
            campaign.Commit();
        }
    }
}
