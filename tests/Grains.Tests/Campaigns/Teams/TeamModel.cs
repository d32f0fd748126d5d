using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>
/// A campaign of two shards under random hands: requests for seats, payments, departures, deadlines, staff, crashes. Whenever a
/// shard has nothing on its way to disk, what it answers must follow from the rows alone; and after every step the rows must keep
/// the invariants of a group buy (<see cref="TeamInvariants"/>).
/// </summary>
internal sealed partial class TeamModel
{
    private readonly TeamMemoryLedger _disk;
    private readonly StockShard[] _shards = new StockShard[2];
    private readonly CampaignId _campaign = new(Guid.NewGuid());
    private readonly StockShardLimits _limits;

    // Which units are kept for whom is the flash sale's model to know: a seat takes a unit as an order does.
    private readonly HoardingOptions _hoarding = new() { LetGoOrders = 3, GiveWay = TimeSpan.Zero };
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
        var before = _disk.Writes;
        if (ActionOf(step.Kind) is { } action)
            Move(step, action);
        else if (FaultOf(step.Kind) is { } fault)
            CommitOne(step.Which % 2, fault);
        else
            TakeOnTeamOrShard(step);
        if (_disk.Writes != before)
            TeamInvariants.Check(_disk, _terms);
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
        TeamInvariants.Check(_disk, _terms);
        _disk.Teams.Values.Any(t => t.Status == TeamStatus.Open).ShouldBeFalse();
        _disk.Orders.Exists(o => o.Use is SeatUse.Held or SeatUse.Closing).ShouldBeFalse();
        _disk.Claims.Values.Any(c => c.Leads is not null || c.Unpaid is not null).ShouldBeFalse();
    }

    private static OrderAction? ActionOf(TeamStepKind kind) =>
        kind switch
        {
            TeamStepKind.Pay => OrderAction.Confirm,
            TeamStepKind.Prepare => OrderAction.Prepare,
            TeamStepKind.Cancel => OrderAction.Release,
            TeamStepKind.FinishClosing => OrderAction.FinishClosing,
            TeamStepKind.Fulfil => OrderAction.Fulfil,
            TeamStepKind.Return => OrderAction.ReturnUnits,
            _ => null,
        };

    private static LedgerFault? FaultOf(TeamStepKind kind) =>
        kind switch
        {
            TeamStepKind.Commit => LedgerFault.None,
            TeamStepKind.CommitThrows => LedgerFault.ThrowsBefore,
            TeamStepKind.AnswerLost => LedgerFault.CommitsThenThrows,
            _ => null,
        };

    private void TakeOnTeamOrShard(TeamStep step)
    {
        var shard = step.Which % 2;
        switch (step.Kind)
        {
            case TeamStepKind.Open:
                Ask(shard, Request(step, null, 2 + step.Which % 3));
                break;
            case TeamStepKind.Join when Team(step) is { } team:
                Ask(team.Shard, Request(step, team.Id, 0));
                break;
            case TeamStepKind.Replay when _acknowledged.Count > 0:
                Replay(step);
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
    }

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
                $"{verb} of {order.OrderState} in {_disk.Teams[order.Team].Status}"
            );
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
            : seat.Use == SeatUse.Closing
                ? seat.OrderState.Cause == CloseCause.Customer ? TransitionOutcome.AlreadyApplied
                    : TransitionOutcome.Rejected
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
            _shards[shard].Apply(batch, commit, _now);
            foreach (var hold in batch.Holds)
                if (_waiting.Remove((shard, hold.Slot), out var request) && !commit.Refused.ContainsKey(hold.Id))
                    _acknowledged.Add(request, _shards[shard].Answers.Seat(hold.Slot, HoldOutcome.Held));
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
        var loader = new StockShardLoader(_limits, new HoardingRule(_hoarding, gatewayWasAwaySince: _ => false), _now);
        _shards[shard] = loader.Build(new(_campaign, shard), _disk.Open(shard, loader), _now);
    }
}
