using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

public sealed class TeamTests
{
    private static readonly DateTimeOffset Opened = OpenShard.Start;
    private static readonly DateTimeOffset Deadline = Opened.AddHours(1);

    private readonly Team _team = new(new(Guid.NewGuid()), size: 3, 17_900, Opened, Deadline);
    private readonly CustomerId[] _people = [.. Enumerable.Range(0, 4).Select(_ => OpenShard.Somebody())];

    public TeamTests()
    {
        Sit(0);
        _team.Revision = 1;
    }

    [Fact]
    public void Who_opens_it_leads_and_sits_first()
    {
        (_team.Leader, _team.SeatOf(_people[0]), _team.Status).ShouldBe((_people[0], 1, TeamStatus.Open));
        Sit(1);
        (_team.Leader, _team.SeatOf(_people[1])).ShouldBe((_people[0], 2));
    }

    [Fact]
    public void It_takes_as_many_as_it_has_seats_and_each_of_them_once()
    {
        Refusal(0).ShouldBe(HoldOutcome.AlreadyInTeam);
        Sit(1);
        Sit(2);
        Refusal(3).ShouldBe(HoldOutcome.TeamFull);
    }

    [Fact]
    public void A_seat_is_given_as_long_as_there_is_time_to_pay_for_it_and_none_in_the_last_moments()
    {
        var last = Deadline - GroupTerms.TimeToPay;
        _team.Refuse(_people[1], last.AddMilliseconds(-1)).ShouldBeNull();
        _team.Refuse(_people[1], last).ShouldBe(HoldOutcome.TeamEnding);
        _team.Refuse(_people[1], Deadline.AddMilliseconds(-1)).ShouldBe(HoldOutcome.TeamEnding);
        _team.Refuse(_people[1], Deadline).ShouldBe(HoldOutcome.TeamOver);
    }

    [Fact]
    public void A_seat_that_was_given_up_is_free_only_when_that_is_on_disk()
    {
        Sit(1);
        Sit(2);
        _team.Change(2, OrderStatus.Cancelled, Opened);
        Refusal(3).ShouldBe(HoldOutcome.TeamFull);
        Refusal(1).ShouldBe(HoldOutcome.AlreadyInTeam);
        _team.OnCommitted(2, 1);
        Refusal(3).ShouldBeNull();
        Sit(3);
        _team.SeatOf(_people[3]).ShouldBe(2);
    }

    [Fact]
    public void An_order_that_lands_after_its_seat_was_taken_by_another_touches_nobody()
    {
        Sit(1);
        _team.Change(2, OrderStatus.Cancelled, Opened);
        _team.OnCommitted(2, 1);
        _team.Take(3, _people[3]);
        _team.OnCommitted(2, 1);
        _team.IsUnsettled.ShouldBeTrue();
    }

    [Fact]
    public void A_closing_order_still_holds_its_seat()
    {
        Sit(1);
        Sit(2);
        _team.Change(2, OrderStatus.Closing, Opened);
        _team.OnCommitted(2, 1);
        Refusal(3).ShouldBe(HoldOutcome.TeamFull);
    }

    [Fact]
    public void It_is_complete_when_every_seat_is_paid_and_not_before()
    {
        Sit(1);
        Sit(2);
        Pay(1, 0);
        Pay(2, 1);
        _team.Status.ShouldBe(TeamStatus.Open);
        Pay(3, 2);
        _team.Status.ShouldBe(TeamStatus.Completed);
        Refusal(3).ShouldBe(HoldOutcome.TeamCompleted);
    }

    [Fact]
    public void A_leader_who_leaves_passes_the_lead_to_the_member_who_paid_first()
    {
        Sit(1);
        Sit(2);
        Pay(1, 0);
        Pay(3, 2, Opened.AddSeconds(1));
        Pay(2, 1, Opened.AddSeconds(2), committed: false);
        _team.Status.ShouldBe(TeamStatus.Completed);
        var other = new Team(new(Guid.NewGuid()), 4, 1, Opened, Deadline);
        for (var i = 0; i < 3; i++)
            other.OnCommitted(other.Take(i, _people[i]), i);
        other.Revision = 1;
        foreach (var (seat, second) in ((int, int)[])[(1, 0), (3, 1), (2, 2)])
        {
            other.Change(seat, OrderStatus.Paid, Opened.AddSeconds(second));
            other.OnCommitted(seat, seat - 1);
        }
        other.Change(1, OrderStatus.Refunding, Opened.AddSeconds(3));
        (other.Leader, other.Status, other.Paid).ShouldBe((_people[2], TeamStatus.Open, 2));
    }

    [Fact]
    public void While_nobody_has_paid_the_lead_is_nobody_s_and_the_first_to_pay_takes_it()
    {
        Sit(1);
        _team.Change(1, OrderStatus.Cancelled, Opened);
        (_team.Leader, _team.Status).ShouldBe((null, TeamStatus.Open));
        _team.OnCommitted(1, 0);
        Pay(2, 1);
        _team.Leader.ShouldBe(_people[1]);
    }

    [Fact]
    public void A_team_that_everybody_left_is_dissolved()
    {
        _team.Change(1, OrderStatus.Cancelled, Opened);
        (_team.Status, _team.Leader).ShouldBe((TeamStatus.Dissolved, null));
        Refusal(1).ShouldBe(HoldOutcome.TeamOver);
    }

    [Fact]
    public void Somebody_who_is_just_sitting_down_keeps_the_team_alive()
    {
        _team.Take(1, _people[1]);
        _team.Change(1, OrderStatus.Cancelled, Opened);
        _team.Status.ShouldBe(TeamStatus.Open);
        _team.OnCommitted(2, 1, refused: true);
        (_team.IsEmpty, _team.SeatOf(_people[1])).ShouldBe((true, null));
    }

    [Theory]
    [InlineData(-1, 3, TeamVerdict.Wait)]
    [InlineData(0, 3, TeamVerdict.Fail)]
    [InlineData(0, 2, TeamVerdict.Complete)]
    [InlineData(0, 1, TeamVerdict.Complete)]
    public void At_the_deadline_enough_paid_seats_complete_it_and_too_few_fail_it(
        int milliseconds,
        int enough,
        TeamVerdict verdict
    )
    {
        Sit(1);
        Pay(1, 0);
        Pay(2, 1);
        _team.Evaluate(Deadline.AddMilliseconds(milliseconds), enough).ShouldBe(verdict);
    }

    [Fact]
    public void The_deadline_waits_for_what_is_on_its_way_to_disk_and_for_holds_that_run_out_with_it()
    {
        Pay(1, 0, committed: false);
        _team.Evaluate(Deadline, 3).ShouldBe(TeamVerdict.Wait);
        _team.OnCommitted(1, 0);
        Sit(1);
        _team.Evaluate(Deadline, 3).ShouldBe(TeamVerdict.Wait);
        _team.Change(2, OrderStatus.Cancelled, Deadline);
        _team.OnCommitted(2, 1);
        _team.Evaluate(Deadline, 3).ShouldBe(TeamVerdict.Fail);
    }

    [Fact]
    public void A_payment_that_may_still_come_is_waited_for_only_if_it_would_make_the_difference_and_not_for_ever()
    {
        Sit(1);
        Sit(2);
        Pay(1, 0);
        Pay(2, 1);
        _team.Change(3, OrderStatus.Closing, Deadline);
        _team.OnCommitted(3, 2);
        _team.Evaluate(Deadline, 3).ShouldBe(TeamVerdict.Wait);
        _team.Evaluate(Deadline + Team.LatePaymentGrace, 3).ShouldBe(TeamVerdict.Fail);
        _team.Change(2, OrderStatus.Refunding, Deadline);
        _team.OnCommitted(2, 1);
        _team.Evaluate(Deadline, 3).ShouldBe(TeamVerdict.Fail);
    }

    [Fact]
    public void An_empty_team_whose_time_is_over_is_dissolved()
    {
        var nobody = new Team(new(Guid.NewGuid()), 2, 1, Opened, Deadline) { Revision = 1 };
        nobody.Evaluate(Deadline, 2).ShouldBe(TeamVerdict.Dissolve);
    }

    [Fact]
    public void After_the_end_neither_lead_nor_state_change_any_more()
    {
        Pay(1, 0);
        _team.End(TeamStatus.Failed);
        _team.Change(1, OrderStatus.Refunding, Deadline);
        (_team.Status, _team.Leader).ShouldBe((TeamStatus.Failed, _people[0]));
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(60, 5, 3)]
    [InlineData(50, 5, 3)]
    [InlineData(1, 2, 1)]
    [InlineData(99, 2, 2)]
    public void Enough_is_the_percentage_rounded_up(int percent, int size, int enough) =>
        new GroupTerms
        {
            Ladder = [new(size, 1)],
            OpenFor = TimeSpan.FromHours(1),
            VirtualPercent = percent,
        }
            .Enough(size)
            .ShouldBe(enough);

    private HoldOutcome? Refusal(int person) => _team.Refuse(_people[person], Opened);

    private void Sit(int person) => _team.OnCommitted(_team.Take(person, _people[person]), person);

    private void Pay(int seat, int order, DateTimeOffset? at = null, bool committed = true)
    {
        _team.Change(seat, OrderStatus.Paid, at ?? Opened);
        if (committed)
            _team.OnCommitted(seat, order);
    }
}
