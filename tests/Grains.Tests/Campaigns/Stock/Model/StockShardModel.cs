using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Model;

/// <summary>
/// The answers that a shard must give, said as simply as possible: a list of orders, each with its state.
/// Takes each step on the real rule as well, and compares the two.
/// </summary>
internal sealed partial class StockShardModel(int stock, int perCustomer, int maxBatch, HoardingOptions hoarding)
{
    private const int MaxPending = 7;

    // Some waits between two steps are longer, and some are shorter.
    private static readonly TimeSpan KeepEnded = TimeSpan.FromMinutes(2);
    private static readonly OrderAction[] OtherVerbs =
    [
        OrderAction.Prepare,
        OrderAction.Excuse,
        OrderAction.FinishClosing,
        OrderAction.Fulfil,
        OrderAction.Refund,
        OrderAction.Stop,
        OrderAction.ReturnUnits,
    ];

    private readonly OpenShard _shard = new(
        stock,
        perCustomer,
        perOrder: 3,
        new StockShardLimits
        {
            MaxBatch = maxBatch,
            MaxPending = MaxPending,
            KeepEnded = KeepEnded,
        },
        hoarding
    );
    private readonly CustomerId[] _customers = [.. Enumerable.Range(0, 6).Select(_ => OpenShard.Somebody())];
    private readonly Guid[] _keys = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
    private readonly List<ModelOrder> _orders = [];
    private readonly Dictionary<HoldRequest, HoldReply> _acknowledged = [];
    private readonly KeptUnits _kept = new(hoarding.GiveWay, stock, OpenShard.Opened);
    private CampaignStatus _status = CampaignStatus.Published;
    private long _allotted = stock;
    private long _lending;

    public void Take(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Hold:
                Hold(new(_customers[step.Customer], _keys[step.Key], step.Quantity, step.Quantity));
                break;
            case StepKind.Replay when _acknowledged.Count > 0:
                Replay(step.Seconds);
                break;
            case StepKind.Commit:
                CommitOne(LedgerFault.None);
                break;
            case StepKind.CommitThrows:
                CommitOne(LedgerFault.ThrowsBefore);
                break;
            case StepKind.CommitAnswerLost:
                CommitOne(LedgerFault.CommitsThenThrows);
                break;
            case StepKind.Cancel:
                Move(step.Seconds, OrderAction.Release, CloseCause.Customer);
                break;
            case StepKind.Pay:
                Move(step.Seconds, OrderAction.Confirm);
                break;
            case StepKind.Verb:
                Move(step.Seconds, OtherVerbs[step.Customer], units: step.Quantity);
                break;
            case StepKind.Expire:
                Expire();
                break;
            case StepKind.Wait:
                _shard.Now += TimeSpan.FromSeconds(step.Seconds);
                Expire();
                break;
            case StepKind.StepBack:
                _shard.Now -= TimeSpan.FromSeconds(step.Seconds / 10);
                break;
            case StepKind.GatewayAway:
                _shard.GatewayAwayAt = _shard.Now;
                break;
            case StepKind.Reopen:
                Reopen();
                break;
            case StepKind.Restock:
                Restock(step.Quantity - 2);
                break;
            case StepKind.Pause:
                Move(_status == CampaignStatus.Paused ? CampaignStatus.Published : CampaignStatus.Paused);
                break;
            case StepKind.Close when step.Seconds < 100:
                Move(CampaignStatus.Closed);
                break;
            case StepKind.Lend:
                Lend(step.Quantity);
                break;
        }
        NoteEnds();
        Check();
    }

    /// <summary>
    /// The crash that ends every life: whatever was acknowledged is there, once, and says the same again, unless it ended long ago.
    /// </summary>
    public void EndAndRetryEverything()
    {
        Reopen();
        foreach (var (request, reply) in _acknowledged)
            if (!MayBeForgotten(reply))
                _shard.Decide(request).ShouldBe(reply with { Outcome = HoldOutcome.Replayed });
        Check();
    }

    private void Hold(HoldRequest request)
    {
        var decision = _shard.Rule.Hold(request, _shard.Now);
        var reply = decision.AnswerOrNull();
        NoteForgotten(request, reply?.Outcome);
        var expected = Expected(request);
        (reply?.Outcome).ShouldBe(expected);
        if (expected == HoldOutcome.GiveWay)
            reply!.Value.Until.ShouldBe(_kept.Until(Free - request.Quantity, _shard.Now));
        if (reply is null && !GivesWay(request.Customer))
            _kept.Take(request.Quantity, _shard.Now);
        if (reply is null)
            _orders.Add(
                new(request, _shard.Rule.Answers.Hold(decision.PendingSlot, HoldOutcome.Held), ForgottenOf(request))
            );
        if (expected == HoldOutcome.Replayed)
            reply.ShouldBe(Of(request)!.Reply with { Outcome = HoldOutcome.Replayed });
    }

    private void Replay(int which)
    {
        var (request, reply) = _acknowledged.ElementAt(which % _acknowledged.Count);
        if (MayBeForgotten(reply))
            Hold(request);
        else
            _shard.Decide(request).ShouldBe(reply with { Outcome = HoldOutcome.Replayed });
    }

    private void Move(int which, OrderAction verb, CloseCause cause = CloseCause.None, int units = 0)
    {
        if (_orders.Count == 0)
            return;
        var order = _orders[which % _orders.Count];
        var next = Next(order.Now, verb, cause, units);
        var reply = _shard
            .Rule.Move(new(order.Reply.Order, order.Request.Customer, verb, cause, units), _shard.Now)
            .AnswerOrNull();
        if (reply?.Outcome == TransitionOutcome.NotFound)
        {
            MayBeForgotten(order).ShouldBeTrue();
            return;
        }
        if (!order.OnDisk || order.Next is not null)
            reply!.Value.Outcome.ShouldBe(TransitionOutcome.Unknown);
        else if (next is null)
            (reply!.Value.Status, reply.Value.Cause).ShouldBe((order.Status, order.Now.Cause));
        else
            reply.ShouldBeNull();
        if (reply is null)
            (order.Next, order.EndedAt) = (Excused(order, next!.Value), _shard.Now);
    }

    private void Expire()
    {
        _shard.Rule.Expire(_shard.Now);
        var closed = _status == CampaignStatus.Closed;
        var overdue = _orders
            .Where(o =>
                o.Status == OrderStatus.PendingPayment && o.Next is not { Status: not OrderStatus.PendingPayment }
            )
            .TakeWhile(o => o.OnDisk && o.Next is null && (closed || o.Reply.PayBy <= _shard.Now))
            .Take(maxBatch);
        foreach (var order in overdue.ToList())
        {
            var cause = closed ? CloseCause.SaleClosed : CloseCause.Expired;
            (order.Next, order.EndedAt) = (
                Excused(order, Next(order.Now, OrderAction.Release, cause, 0)!.Value),
                _shard.Now
            );
        }
    }

    private void Lend(int wanted)
    {
        var expected = _lending > 0 ? 0 : Math.Max(0, Math.Min(wanted, (Free + 1) / 2));
        var lent = _shard.Rule.Lend(1, wanted, _shard.Now);
        lent.Units.ShouldBe(expected);
        if (expected > 0)
            _kept
                .Take(Math.Clamp(expected - (Free - _kept.Count(_shard.Now)), 0, expected), _shard.Now)
                .ShouldBe(lent.Kept);
        _lending += expected;
    }

    private void CommitOne(LedgerFault fault)
    {
        if (!_shard.Rule.HasWork)
            return;
        var batch = _shard.Rule.TakeBatch();
        batch.Count.ShouldBeInRange(1, maxBatch);
        try
        {
            var commit = _shard.Ledger.Commit(batch, fault);
            var heard = _shard.Rule.Apply(batch, commit, _shard.Now);
            heard.HasConflicts.ShouldBeFalse();
            heard.Refused.Keys.ShouldBe(commit.Duplicates);
        }
        catch (TimeoutException)
        {
            if (fault == LedgerFault.CommitsThenThrows)
                OnCommitted(batch, acknowledge: false);
            Reopen();
            return;
        }
        OnCommitted(batch, acknowledge: true);
    }

    private void OnCommitted(ShardBatch batch, bool acknowledge)
    {
        foreach (var hold in batch.Holds)
        {
            var order = _orders.Single(o => o.Reply.Order == hold.Id);
            if (order.Earlier is { } earlier)
            {
                // The disk has the key: memory learns that, and no unit was ever held.
                (earlier.Memory, _) = (Memory.KeyTaken, _orders.Remove(order));
                continue;
            }
            order.OnDisk = true;
            if (acknowledge)
                _acknowledged.Add(order.Request, order.Reply);
        }
        foreach (var move in batch.Moves)
        {
            var order = _orders.Single(o => o.Reply.Order == move.Id);
            order.Next.ShouldBe(move.Next);
            _kept.Add(order.Held + order.Sold - move.Next.Held - move.Next.Confirmed, _shard.Now);
            (order.Now, order.Next) = (move.Next, null);
        }
        if (batch.Loan is not { } loan)
            return;
        loan.Units.ShouldBe(_lending);
        (_allotted, _lending) = (_allotted - loan.Units, 0);
    }

    private void Reopen()
    {
        _orders.RemoveAll(o => !o.OnDisk);
        foreach (var order in _orders)
            (order.Next, order.Memory) = (null, Memory.Whole);
        _lending = 0;
        _shard.Reopen();
        _kept.Clear();
        _kept.Add(Free, _shard.Now);
    }

    private void Restock(int delta)
    {
        if (Committed.Free + delta < 0)
            return;
        _shard.Ledger.Restock(delta);
        _allotted += delta;
        MeetTheNewEpoch();
    }

    private void Move(CampaignStatus to)
    {
        if (_status == CampaignStatus.Closed)
            return;
        _shard.Ledger.Move(_status = to);
        MeetTheNewEpoch();
    }

    // The owner notices at its next commit, of which nothing may come true.
    private void MeetTheNewEpoch()
    {
        if (_shard.Rule.HasWork)
            _shard.Ledger.Commit(_shard.Rule.TakeBatch()).ShouldBe(ShardCommit.Stale);
        Reopen();
    }
}
