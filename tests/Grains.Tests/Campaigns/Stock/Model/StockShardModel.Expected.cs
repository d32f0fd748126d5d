using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Model;

/// <summary>The answers and the rows that follow from the list of orders alone.</summary>
internal sealed partial class StockShardModel
{
    private HoldOutcome? Expected(HoldRequest request)
    {
        if (Of(request) is { } seen)
            return seen.Request != request || seen.Memory == Memory.KeyTaken ? HoldOutcome.KeyReused
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
        if (LetGo(request.Customer).Count() >= hoarding.LetGoOrders)
            return HoldOutcome.LetGoLimit;
        if (Free < request.Quantity)
            return Free > 0 ? HoldOutcome.NotEnough
                : Held + _lending > 0 ? HoldOutcome.AllHeld
                : HoldOutcome.SoldOut;
        if (GivesWay(request.Customer) && _kept.Until(Free - request.Quantity, _shard.Now) is not null)
            return HoldOutcome.GiveWay;
        return Waiting >= MaxPending ? HoldOutcome.Busy : null;
    }

    private bool GivesWay(CustomerId customer) =>
        LetGo(customer).Count(o => o.Now.Cause == CloseCause.Expired) >= hoarding.LapsedHolds;

    private IEnumerable<ModelOrder> LetGo(CustomerId customer) =>
        _orders.Where(o =>
            o.Request.Customer == customer
            && o.Status is OrderStatus.Closing or OrderStatus.Cancelled
            && o.Now is { Excused: false, Cause: CloseCause.Customer or CloseCause.Expired }
        );

    // Whoever lets an order go while the gateway is away is excused, and so is whoever's lapsed hold still closes then.
    private OrderState Excused(ModelOrder order, OrderState next) =>
        next
            is {
                Status: OrderStatus.Closing or OrderStatus.Cancelled,
                Cause: CloseCause.Customer or CloseCause.Expired
            }
        && (order.Status == OrderStatus.PendingPayment || next.Cause == CloseCause.Expired)
        && _shard.GatewayAwayAt >= order.Reply.Order.CreatedAt
            ? next with
            {
                Excused = true,
            }
            : next;

    // The arrows there are; whatever is not among them either was done before or was lost.
    private static readonly (OrderAction Verb, OrderStatus From, OrderStatus To)[] Arrows =
    [
        (OrderAction.Confirm, OrderStatus.PendingPayment, OrderStatus.Paid),
        (OrderAction.Confirm, OrderStatus.Closing, OrderStatus.Paid),
        (OrderAction.FinishClosing, OrderStatus.Closing, OrderStatus.Cancelled),
        (OrderAction.Fulfil, OrderStatus.Paid, OrderStatus.Fulfilled),
        (OrderAction.Refund, OrderStatus.Paid, OrderStatus.Refunding),
        (OrderAction.Refund, OrderStatus.Fulfilled, OrderStatus.Refunding),
        (OrderAction.Stop, OrderStatus.Paid, OrderStatus.Refunding),
    ];

    private static OrderState? Next(OrderState now, OrderAction verb, CloseCause cause, int units) =>
        verb switch
        {
            OrderAction.Prepare => now is { Status: OrderStatus.PendingPayment, Prepared: false }
                ? now with
                {
                    Prepared = true,
                }
                : null,
            OrderAction.Excuse => now is { Status: OrderStatus.PendingPayment or OrderStatus.Closing, Excused: false }
                ? now with
                {
                    Excused = true,
                }
                : null,
            OrderAction.Release when now.Status != OrderStatus.PendingPayment => null,
            OrderAction.Release => now with
            {
                Status = now.Prepared ? OrderStatus.Closing : OrderStatus.Cancelled,
                Cause = cause,
            },
            // An accepted cancel is final.
            OrderAction.Confirm when now is { Status: OrderStatus.Closing, Cause: CloseCause.Customer } => null,
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

    private void Check()
    {
        var disk = _shard.Ledger;
        var rows = disk.Rows;
        var found = rows.Select(r => (r.Order.Id, r.OrderState)).ToHashSet();
        found.SetEquals(_orders.Where(o => o.OnDisk).Select(o => (o.Reply.Order, o.Now))).ShouldBeTrue();
        found.Count.ShouldBe(rows.Count);
        rows.DistinctBy(r => (r.Order.Customer, r.Order.KeyHash)).Count().ShouldBe(rows.Count);
        rows.GroupBy(r => r.Order.Customer)
            .All(c => c.Sum(r => r.OrderState.Held + r.OrderState.Confirmed) <= perCustomer)
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

    private ShardCounters Committed =>
        new(0, _allotted, _orders.Where(o => o.OnDisk).Sum(o => o.Held), _orders.Sum(o => o.Sold));
    private long Held => _orders.Sum(o => o.Held);
    private long Free => _allotted - Held - Committed.Confirmed - _lending;

    // A loan takes a batch of its own.
    private int Waiting => _orders.Count(o => !o.OnDisk || o.Next is not null) + (_lending > 0 ? maxBatch : 0);

    /// <param name="earlier">The forgotten order with the same key, because of which this one never reaches the disk.</param>
    private sealed class ModelOrder(HoldRequest request, HoldReply reply, ModelOrder? earlier)
    {
        public ModelOrder? Earlier { get; } = earlier;
        public Memory Memory { get; set; }

        /// <summary>When the latest change was decided, by the earliest clock since then.</summary>
        public DateTimeOffset EndedAt { get; set; }
        public HoldRequest Request { get; } = request;
        public HoldReply Reply { get; } = reply;
        public bool OnDisk { get; set; }
        public OrderState Now { get; set; } =
            new(OrderStatus.PendingPayment, CloseCause.None, false, request.Quantity, 0);

        /// <summary>The state that is on its way to disk.</summary>
        public OrderState? Next { get; set; }

        public OrderStatus Status => Now.Status;
        public long Held => Status is OrderStatus.PendingPayment or OrderStatus.Closing ? Request.Quantity : 0;
        public long Sold =>
            Status is OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding
                ? Request.Quantity - Now.Returned
                : 0;
    }
}
