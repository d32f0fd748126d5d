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

/// <summary>
/// A campaign of two shards under random hands: wishes for seats, payments, departures, deadlines, staff, crashes. Whenever a
/// shard has nothing on its way to disk, what it answers must follow from the rows alone; and after every step the rows must keep
/// what a group buy promises (<see cref="TeamPromises"/>).
/// </summary>
internal sealed class TeamModel
{
    private readonly TeamMemoryLedger _disk;
    private readonly StockShard[] _shards = new StockShard[2];
    private readonly CampaignId _campaign = new(Guid.NewGuid());
    private readonly StockShardLimits _limits;
    private readonly CampaignTerms _terms;
    private readonly CustomerId[] _customers = [.. Enumerable.Range(0, 6).Select(_ => OpenShard.Somebody())];
    private readonly Dictionary<SeatRequest, SeatReply> _acknowledged = [];
    private readonly Dictionary<(int Shard, int Slot), SeatRequest> _waiting = [];
    private DateTimeOffset _now = OpenShard.Start.AddMinutes(1);

    public TeamModel(int stock, int limit, int maxBatch, int virtualPercent)
    {
        _limits = new() { MaxBatch = maxBatch };
        _terms = new()
        {
            ProductId = Guid.NewGuid(),
            Title = "30 L of 95#",
            ListPriceFen = 25_000,
            SalePriceFen = 17_900,
            Stock = stock * 2,
            StartsAt = OpenShard.Start,
            EndsAt = OpenShard.Start.AddMinutes(40),
            LimitPerCustomer = limit,
            LimitPerOrder = 1,
            PayWithin = TimeSpan.FromMinutes(5),
            Shards = 2,
            Group = new()
            {
                Ladder = [new(2, 19_900, 18_900), new(3, 17_900)],
                OpenFor = TimeSpan.FromMinutes(12),
                VirtualPercent = virtualPercent,
                RewardProductId = Guid.NewGuid(),
            },
        };
        _disk = new(_campaign, _terms);
        Reopen(0);
        Reopen(1);
    }

    public void Take(TeamStep step)
    {
        var (shard, before) = (step.Which % 2, _disk.Writes);
        switch (step.Kind)
        {
            case TeamStepKind.Open:
                Ask(shard, Wish(step, null, 2 + step.Which % 3));
                break;
            case TeamStepKind.Join when Team(step) is { } team:
                Ask(team.Shard, Wish(step, team.Id, 0));
                break;
            case TeamStepKind.Replay when _acknowledged.Count > 0:
                Replay(step);
                break;
            case TeamStepKind.Pay:
                Move(step, OrderAction.Confirm);
                break;
            case TeamStepKind.Prepare:
                Move(step, OrderAction.Prepare);
                break;
            case TeamStepKind.Cancel:
                Move(step, OrderAction.Release);
                break;
            case TeamStepKind.FinishClosing:
                Move(step, OrderAction.FinishClosing);
                break;
            case TeamStepKind.Fulfil:
                Move(step, OrderAction.Fulfil);
                break;
            case TeamStepKind.Return:
                Move(step, OrderAction.ReturnUnits);
                break;
            case TeamStepKind.Leave:
                Leave(step);
                break;
            case TeamStepKind.StaffCloses when step.Which < 40 && Team(step) is { } team:
                _shards[team.Shard].CloseTeam(team.Id, "wang", "why", _now);
                break;
            case TeamStepKind.Expire:
                _shards[shard].Expire(_now);
                break;
            case TeamStepKind.Wait:
                _now += TimeSpan.FromSeconds(step.Which);
                break;
            case TeamStepKind.Commit:
                CommitOne(shard, LedgerFault.None);
                break;
            case TeamStepKind.CommitThrows:
                CommitOne(shard, LedgerFault.ThrowsBefore);
                break;
            case TeamStepKind.AnswerLost:
                CommitOne(shard, LedgerFault.CommitsThenThrows);
                break;
            case TeamStepKind.Settle:
                Settle(shard);
                break;
            case TeamStepKind.Reopen:
                Reopen(shard);
                break;
            case TeamStepKind.CloseSale when step.Which < 20:
                CloseSale();
                break;
        }
        if (_disk.Writes != before)
            TeamPromises.Check(_disk, _terms);
    }

    /// <summary>The crash that ends every life. Then time runs out for everything, and nothing may be left undecided.</summary>
    public void EndEverything()
    {
        Reopen(0);
        Reopen(1);
        foreach (var (request, reply) in _acknowledged)
            Again(request, reply);
        _now += TimeSpan.FromHours(2);
        for (var round = 0; round < 3; round++)
        {
            foreach (var order in _disk.Orders.Where(o => o.Status == OrderStatus.Closing).ToList())
                _shards[order.Shard].Move(new(order.Order.Id, order.Order.Customer, OrderAction.FinishClosing), _now);
            Settle(0);
            Settle(1);
        }
        TeamPromises.Check(_disk, _terms);
        _disk.Teams.Values.Any(t => t.Status == TeamStatus.Open).ShouldBeFalse();
        _disk.Orders.Exists(o => o.Use is SeatUse.Held or SeatUse.Closing).ShouldBeFalse();
        _disk.Claims.Values.Any(c => c.Leads is not null || c.Unpaid is not null).ShouldBeFalse();
    }

    private SeatRequest Wish(TeamStep step, TeamId? team, int size) =>
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

    private void Ask(int shard, SeatRequest request)
    {
        var settled = !_shards[shard].HasWork;
        var expected = Expected(shard, request);
        var decision = _shards[shard].Seat(request, _now);
        var reply = decision.AnswerOrNull();
        if (settled)
            (reply?.Hold.Outcome).ShouldBe(expected);
        if (reply is null)
            _waiting.Add((shard, decision.PendingSlot), request);
    }

    // What follows from the rows alone. Claims that only other shards' rows would refuse are no matter of this shard.
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
        var counters = _disk.Counters(shard);
        return counters.Free > 0 ? null
            : counters.Held > 0 ? HoldOutcome.AllHeld
            : HoldOutcome.SoldOut;
    }

    private void Replay(TeamStep step)
    {
        var (request, reply) = _acknowledged.ElementAt(step.Which % _acknowledged.Count);
        Again(request, reply);
    }

    private void Again(SeatRequest request, SeatReply reply) =>
        _shards[_disk.Teams[reply.Team].Shard]
            .Seat(request, _now)
            .AnswerOrNull()
            .ShouldBe(reply with { Hold = reply.Hold with { Outcome = HoldOutcome.Replayed } });

    private void Move(TeamStep step, OrderAction verb)
    {
        if (_disk.Orders.Count == 0)
            return;
        var order = _disk.Orders[step.Which % _disk.Orders.Count];
        var settled = !_shards[order.Shard].HasWork;
        var reply = _shards[order.Shard]
            .Move(
                new(
                    order.Order.Id,
                    order.Order.Customer,
                    verb,
                    verb == OrderAction.Release ? CloseCause.Customer : default,
                    1
                ),
                _now
            )
            .AnswerOrNull();
        if (settled)
            (reply?.Outcome).ShouldBe(
                Expected(order, verb),
                $"{verb} of {order.Standing} in {_disk.Teams[order.Team].Status}"
            );
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
            order.Standing,
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

    private void Leave(TeamStep step)
    {
        if (Team(step) is not { } team)
            return;
        var customer = _customers[step.Customer];
        var settled = !_shards[team.Shard].HasWork;
        var reply = _shards[team.Shard].Leave(team.Id, customer, _now).AnswerOrNull();
        if (!settled)
            return;
        var seat = _disk.Orders.SingleOrDefault(o =>
            o.Team == team.Id && o.Seat > 0 && o.Order.Customer == customer && o.Use != SeatUse.Free
        );
        (reply?.Outcome).ShouldBe(
            seat is null ? TransitionOutcome.NotFound
            : seat.Use == SeatUse.Closing ? TransitionOutcome.AlreadyApplied
            : team.Status == TeamStatus.Open ? null
            : TransitionOutcome.Rejected
        );
    }

    private void CommitOne(int shard, LedgerFault fault)
    {
        if (!_shards[shard].HasWork)
            return;
        var batch = _shards[shard].TakeBatch();
        try
        {
            var commit = _disk.Commit(batch, fault);
            if (commit.IsStale)
            {
                Reopen(shard);
                return;
            }
            _shards[shard].Apply(batch, commit);
            foreach (var hold in batch.Holds)
                if (_waiting.Remove((shard, hold.Slot), out var request) && !commit.Refused.ContainsKey(hold.Id))
                    _acknowledged.Add(request, _shards[shard].SeatReply(hold.Slot, HoldOutcome.Held));
        }
        catch (TimeoutException)
        {
            Reopen(shard);
            return;
        }
        foreach (var team in _disk.Teams.Values.Where(t => t.Shard == shard))
            _shards[shard].RevisionOf(team.Id).ShouldBe(team.Revision);
        _shards[shard]
            .Teams.ShouldBe(
                (
                    _disk.Teams.Values.Count(t => t.Shard == shard && t.Status == TeamStatus.Open),
                    _disk.Teams.Values.Count(t => t.Shard == shard && t.Status == TeamStatus.Completed)
                )
            );
        _shards[shard].Committed.ShouldBe(_disk.Counters(shard));
    }

    // Whatever is overdue now has ended when the shard has nothing more to do, but for payments that may still come and would complete a team.
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

    private void CloseSale()
    {
        if (_disk.Status == CampaignStatus.Closed)
            return;
        _disk.Move(CampaignStatus.Closed);
        Reopen(0);
        Reopen(1);
    }

    private void Reopen(int shard)
    {
        foreach (var lost in _waiting.Keys.Where(k => k.Shard == shard).ToList())
            _waiting.Remove(lost);
        var loader = new StockShardLoader(_limits);
        _shards[shard] = loader.Build(new(_campaign, shard), _disk.Open(shard, loader));
    }
}
