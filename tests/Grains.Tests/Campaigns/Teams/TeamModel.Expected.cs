using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>The answers that follow from the rows alone.</summary>
internal sealed partial class TeamModel
{
    private SeatRequest Request(TeamStep step, TeamId? team, int size) =>
        new()
        {
            Customer = _customers[step.Customer],
            Team = team,
            Size = size,
            BodyHash = size,
            InvitedBySeat = team is null ? null : step.Which % 4,
            KeyHash = new Guid(
                step.Key,
                (short)(team is null ? step.Which % 2 : 0),
                0,
                (team?.Value ?? Guid.Empty).ToByteArray()[8..]
            ),
        };

    private TeamMemoryLedger.TeamRow? Team(TeamStep step) =>
        _disk.Teams.Count == 0 ? null : _disk.Teams.Values.ElementAt(step.Which % _disk.Teams.Count);

    // Claims that only other shards' rows would refuse are not this shard's to know.
    private HoldOutcome? Expected(int shard, SeatRequest request)
    {
        var own = _disk.Orders.Where(o => o.Shard == shard && o.Order.Customer == request.Customer).ToList();
        if (own.Find(o => o.Order.KeyHash == request.KeyHash) is { } seen)
            return seen.Order.BodyHash == request.BodyHash ? HoldOutcome.Replayed : HoldOutcome.KeyReused;
        if (_disk.Status == CampaignStatus.Closed)
            return HoldOutcome.Closed;
        if (request.Team is not { } id)
        {
            if (_now >= _terms.EndsAt)
                return HoldOutcome.Ended;
            if (_terms.Group!.Step(request.Size) is null)
                return HoldOutcome.SizeRefused;
        }
        else
        {
            var team = _disk.Teams[id];
            var seats = _disk.Orders.Where(o => o.Team == id && o.Seat > 0 && o.Use != SeatUse.Free).ToList();
            if (team.Status == TeamStatus.Completed)
                return HoldOutcome.TeamCompleted;
            if (team.Status != TeamStatus.Open || _now >= team.Deadline)
                return HoldOutcome.TeamOver;
            if (seats.Exists(o => o.Order.Customer == request.Customer))
                return HoldOutcome.AlreadyInTeam;
            if (_now >= team.Deadline - GroupTerms.TimeToPay)
                return HoldOutcome.TeamEnding;
            if (seats.Count == team.Size)
                return HoldOutcome.TeamFull;
        }
        if (own.Exists(o => o.Use is SeatUse.Held or SeatUse.Closing))
            return HoldOutcome.UnpaidSeat;
        var letGo = own.Where(o =>
                o.Status is OrderStatus.Closing or OrderStatus.Cancelled
                && o.OrderState.Cause is CloseCause.Customer or CloseCause.Expired
            )
            .ToList();
        if (letGo.Count >= _hoarding.LetGoOrders)
            return HoldOutcome.LetGoLimit;
        var counters = _disk.Counters(shard);
        return counters.Free > 0 ? null
            : counters.Held > 0 ? HoldOutcome.AllHeld
            : HoldOutcome.SoldOut;
    }

    private TransitionOutcome? Expected(TeamMemoryLedger.OrderRow order, OrderAction verb)
    {
        var team = _disk.Teams[order.Team].Status;
        var (isOver, unpaid) = (
            team is TeamStatus.Failed or TeamStatus.Dissolved,
            order.Use is SeatUse.Held or SeatUse.Closing
        );
        if (verb == OrderAction.Confirm && isOver && unpaid)
            return TransitionOutcome.Rejected;
        if (verb == OrderAction.Fulfil && team != TeamStatus.Completed)
            return TransitionOutcome.Rejected;
        var (outcome, _) = OrderRule.Decide(
            order.OrderState,
            new(
                order.Order.Id,
                order.Order.Customer,
                verb,
                verb == OrderAction.Release ? CloseCause.Customer : default,
                1
            )
        );
        return outcome == TransitionOutcome.Applied ? null : outcome;
    }

    // When the shard has nothing more to do, everything overdue has ended, but for payments that may still come and complete a team.
    private void Settle(int shard)
    {
        for (var round = 0; round < 40; round++)
        {
            _shards[shard].Expire(_now);
            if (!_shards[shard].HasWork)
                break;
            while (_shards[shard].HasWork)
                CommitOne(shard, LedgerFault.None);
        }
        _shards[shard].HasWork.ShouldBeFalse();
        foreach (var team in _disk.Teams.Values.Where(t => t.Shard == shard && t.Status == TeamStatus.Open))
        {
            _disk.Status.ShouldNotBe(CampaignStatus.Closed);
            if (_now < team.Deadline)
                continue;
            _now.ShouldBeLessThan(team.Deadline + FuelGrains.Grains.Campaigns.Teams.Team.LatePaymentGrace);
            (
                team.Paid + _disk.Orders.Count(o => o.Team == team.Id && o.Seat > 0 && o.Use == SeatUse.Closing)
            ).ShouldBeGreaterThanOrEqualTo(_terms.Group!.Enough(team.Size));
        }
        _disk.Orders.Exists(o => o.Shard == shard && o.Use == SeatUse.Held && o.Order.PayBy <= _now).ShouldBeFalse();
    }
}
