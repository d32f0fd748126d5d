using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>
/// What a shard must answer, said as simply as it can be: a list of orders, each with where it stands.
/// Takes each step on the real rule as well, and compares the two.
/// </summary>
internal sealed class StockShardModel(int stock, int perCustomer, int maxBatch)
{
    private const int MaxPending = 7;
    private static readonly OrderAction[] OtherVerbs =
    [
        OrderAction.Prepare,
        OrderAction.Prepare,
        OrderAction.FinishClosing,
        OrderAction.Fulfil,
        OrderAction.Refund,
        OrderAction.ReturnUnits,
    ];

    private readonly OpenShard _shard = new(
        stock,
        perCustomer,
        perOrder: 3,
        new StockShardLimits { MaxBatch = maxBatch, MaxPending = MaxPending }
    );
    private readonly CustomerId[] _customers = [.. Enumerable.Range(0, 6).Select(_ => OpenShard.Somebody())];
    private readonly Guid[] _keys = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
    private readonly List<ModelOrder> _orders = [];
    private readonly Dictionary<HoldRequest, HoldReply> _acknowledged = [];
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
                break;
            case StepKind.StepBack:
                _shard.Now -= TimeSpan.FromSeconds(step.Seconds / 10);
                break;
            case StepKind.Reopen:
                Forget();
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
        Check();
    }

    /// <summary>The crash that ends every life: whatever was acknowledged is there, once, and says the same again.</summary>
    public void EndAndRetryEverything()
    {
        Forget();
        foreach (var (request, reply) in _acknowledged)
            _shard.Decide(request).ShouldBe(reply with { Outcome = HoldOutcome.Replayed });
        Check();
    }

    private void Hold(HoldRequest request)
    {
        var expected = Expected(request);
        var decision = _shard.Rule.Hold(request, _shard.Now);
        var reply = decision.AnswerOrNull();
        (reply?.Outcome).ShouldBe(expected);
        if (reply is null)
            _orders.Add(new(request, _shard.Rule.Reply(decision.PendingSlot, HoldOutcome.Held)));
        if (expected == HoldOutcome.Replayed)
            reply.ShouldBe(Of(request)!.Reply with { Outcome = HoldOutcome.Replayed });
    }

    private HoldOutcome? Expected(HoldRequest request)
    {
        if (Of(request) is { } seen)
            return seen.Request != request ? HoldOutcome.KeyReused
                : seen.OnDisk ? HoldOutcome.Replayed
                : HoldOutcome.InProgress;
        if (_status == CampaignStatus.Closed)
            return HoldOutcome.Closed;
        if (_shard.Now < OpenShard.Start)
            return HoldOutcome.NotStarted;
        if (_shard.Now >= OpenShard.End)
            return HoldOutcome.Ended;
        if (_status == CampaignStatus.Paused)
            return HoldOutcome.Paused;
        if (request.Quantity is < 1 or > 3)
            return HoldOutcome.QuantityRefused;
        if (
            _orders.Where(o => o.Request.Customer == request.Customer).Sum(o => o.Held + o.Sold) + request.Quantity
            > perCustomer
        )
            return HoldOutcome.LimitReached;
        if (Free < request.Quantity)
            return Free > 0 ? HoldOutcome.NotEnough
                : Held + _lending > 0 ? HoldOutcome.AllHeld
                : HoldOutcome.SoldOut;
        return Waiting >= MaxPending ? HoldOutcome.Busy : null;
    }

    private void Replay(int which)
    {
        var (request, reply) = _acknowledged.ElementAt(which % _acknowledged.Count);
        _shard.Decide(request).ShouldBe(reply with { Outcome = HoldOutcome.Replayed });
    }

    // The arrows there are; whatever is not among them either was done before or was lost.
    private static readonly (OrderAction Verb, OrderStatus From, OrderStatus To)[] Arrows =
    [
        (OrderAction.Confirm, OrderStatus.PendingPayment, OrderStatus.Paid),
        (OrderAction.Confirm, OrderStatus.Closing, OrderStatus.Paid),
        (OrderAction.FinishClosing, OrderStatus.Closing, OrderStatus.Cancelled),
        (OrderAction.Fulfil, OrderStatus.Paid, OrderStatus.Fulfilled),
        (OrderAction.Refund, OrderStatus.Paid, OrderStatus.Refunding),
        (OrderAction.Refund, OrderStatus.Fulfilled, OrderStatus.Refunding),
    ];

    private void Move(int which, OrderAction verb, CloseCause cause = CloseCause.None, int units = 0)
    {
        if (_orders.Count == 0)
            return;
        var order = _orders[which % _orders.Count];
        var next = Next(order.Now, verb, cause, units);
        var reply = _shard
            .Rule.Move(new(order.Reply.Order, order.Request.Customer, verb, cause, units), _shard.Now)
            .AnswerOrNull();
        if (!order.OnDisk || order.Next is not null)
            reply!.Value.Outcome.ShouldBe(TransitionOutcome.Unknown);
        else if (next is null)
            (reply!.Value.Status, reply.Value.Cause).ShouldBe((order.Status, order.Now.Cause));
        else
            reply.ShouldBeNull();
        if (reply is null)
            order.Next = next;
    }

    private static OrderState? Next(OrderState now, OrderAction verb, CloseCause cause, int units) =>
        verb switch
        {
            OrderAction.Prepare => now is { Status: OrderStatus.PendingPayment, Prepared: false }
                ? now with
                {
                    Prepared = true,
                }
                : null,
            OrderAction.Release when now.Status != OrderStatus.PendingPayment => null,
            OrderAction.Release => now with
            {
                Status = now.Prepared ? OrderStatus.Closing : OrderStatus.Cancelled,
                Cause = cause,
            },
            OrderAction.ReturnUnits when now.Confirmed == 0 || units <= now.Returned || units > now.Quantity => null,
            OrderAction.ReturnUnits => now with
            {
                Returned = units,
                Status = units == now.Quantity ? OrderStatus.Refunded : now.Status,
            },
            _ => Arrows
                .Where(a => a.Verb == verb && a.From == now.Status)
                .Select(a =>
                    (OrderState?)(
                        now with
                        {
                            Status = a.To,
                            Cause = a.To == OrderStatus.Paid ? CloseCause.None : now.Cause,
                        }
                    )
                )
                .SingleOrDefault(),
        };

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
            order.Next = Next(order.Now, OrderAction.Release, closed ? CloseCause.SaleClosed : CloseCause.Expired, 0);
    }

    private void Lend(int wanted)
    {
        var expected = _lending > 0 ? 0 : Math.Max(0, Math.Min(wanted, (Free + 1) / 2));
        _shard.Rule.Lend(1, wanted).ShouldBe(expected);
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
            commit.HasConflicts.ShouldBeFalse();
            _shard.Rule.Apply(batch, commit);
        }
        catch (TimeoutException)
        {
            if (fault == LedgerFault.CommitsThenThrows)
                Land(batch, acknowledge: false);
            Forget();
            return;
        }
        Land(batch, acknowledge: true);
    }

    private void Land(ShardBatch batch, bool acknowledge)
    {
        foreach (var hold in batch.Holds)
        {
            var order = _orders.Single(o => o.Reply.Order == hold.Id);
            order.OnDisk = true;
            if (acknowledge)
                _acknowledged.Add(order.Request, order.Reply);
        }
        foreach (var move in batch.Moves)
        {
            var order = _orders.Single(o => o.Reply.Order == move.Id);
            order.Next.ShouldBe(move.Next);
            (order.Now, order.Next) = (move.Next, null);
        }
        if (batch.Loan is not { } loan)
            return;
        loan.Units.ShouldBe(_lending);
        (_allotted, _lending) = (_allotted - loan.Units, 0);
    }

    private void Forget()
    {
        _orders.RemoveAll(o => !o.OnDisk);
        foreach (var order in _orders)
            order.Next = null;
        _lending = 0;
        _shard.Reopen();
    }

    private void Restock(int delta)
    {
        if (Committed.Free + delta < 0)
            return;
        _shard.Ledger.Restock(delta);
        _allotted += delta;
        MeetTheFence();
    }

    private void Move(CampaignStatus to)
    {
        if (_status == CampaignStatus.Closed)
            return;
        _shard.Ledger.Move(_status = to);
        MeetTheFence();
    }

    // The owner notices at its next commit, of which nothing may come true.
    private void MeetTheFence()
    {
        if (_shard.Rule.HasWork)
            _shard.Ledger.Commit(_shard.Rule.TakeBatch()).ShouldBe(ShardCommit.Stale);
        Forget();
    }

    private void Check()
    {
        var disk = _shard.Ledger;
        var rows = disk.Rows;
        var found = rows.Select(r => (r.Order.Id, r.Standing)).ToHashSet();
        found.SetEquals(_orders.Where(o => o.OnDisk).Select(o => (o.Reply.Order, o.Now))).ShouldBeTrue();
        found.Count.ShouldBe(rows.Count);
        rows.DistinctBy(r => (r.Order.Customer, r.Order.KeyHash)).Count().ShouldBe(rows.Count);
        rows.GroupBy(r => r.Order.Customer)
            .All(c => c.Sum(r => r.Standing.Held + r.Standing.Confirmed) <= perCustomer)
            .ShouldBeTrue();
        (disk.Counters with { Revision = 0 }).ShouldBe(Committed);
        (Committed.Held + Committed.Confirmed).ShouldBeLessThanOrEqualTo(Committed.Allotted);
        _shard.Rule.Committed.ShouldBe(disk.Counters);
        if (disk.FirstPayBy is { } first)
            disk.NextPayBy.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(first);
        foreach (var (request, reply) in _acknowledged)
            rows.Count(r =>
                    r.Order.Id == reply.Order && r.Order.Customer == request.Customer && r.Order.PayBy == reply.PayBy
                )
                .ShouldBe(1);
    }

    private ModelOrder? Of(HoldRequest request) =>
        _orders.SingleOrDefault(o => o.Request.Customer == request.Customer && o.Request.KeyHash == request.KeyHash);

    private ShardCounters Committed =>
        new(0, _allotted, _orders.Where(o => o.OnDisk).Sum(o => o.Held), _orders.Sum(o => o.Sold));
    private long Held => _orders.Sum(o => o.Held);
    private long Free => _allotted - Held - Committed.Confirmed - _lending;

    // A loan takes a batch of its own.
    private int Waiting => _orders.Count(o => !o.OnDisk || o.Next is not null) + (_lending > 0 ? maxBatch : 0);

    private sealed class ModelOrder(HoldRequest request, HoldReply reply)
    {
        public HoldRequest Request { get; } = request;
        public HoldReply Reply { get; } = reply;
        public bool OnDisk { get; set; }
        public OrderState Now { get; set; } =
            new(OrderStatus.PendingPayment, CloseCause.None, false, request.Quantity, 0);

        /// <summary>What is on its way to disk.</summary>
        public OrderState? Next { get; set; }

        public OrderStatus Status => Now.Status;
        public long Held => Status is OrderStatus.PendingPayment or OrderStatus.Closing ? Request.Quantity : 0;
        public long Sold =>
            Status is OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding
                ? Request.Quantity - Now.Returned
                : 0;
    }
}
