using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders;

/// <summary>Reads a customer's orders from the ledger.</summary>
[StatelessWorker]
public sealed class OrderDirectoryGrain(LedgerDatabase ledger) : Grain, IOrderDirectoryGrain
{
    public async Task<OrderView?> FindAsync(OrderId order, CustomerId customer) =>
        (await ledger.ReadAsync(session => GoodsOrder.FindAsync(session, order)))?.Order is { } found
        && found.Customer == customer
            ? found
            : null;

    public Task<OrderDetail?> DetailAsync(OrderId order, CustomerId customer) =>
        ledger.ReadAsync(async session =>
            await DetailAsync(session, order) is { } detail && detail.Order.Customer == customer ? detail : null
        );

    public Task<OrderFile?> LookUpAsync(OrderId order) =>
        ledger.ReadAsync(async session => await GoodsFileAsync(session, order) ?? await FuelFileAsync(session, order));

    public Task<ImmutableArray<OrderEntry>> EntriesAsync(CustomerId customer, OrderId? before, int limit) =>
        ledger.ReadAsync<ImmutableArray<OrderEntry>>(async session =>
        {
            var goods = await GoodsOrder.ListAsync(session, customer, before, limit);
            var fuel = await FuelOrderTable.EntriesAsync(session, customer, before, limit);
            // Ids grow with time, and compare here as they do in the ledger.
            return
            [
                .. goods
                    .Select(goodsOrder => new OrderEntry(goodsOrder.Order))
                    .Concat(fuel)
                    .OrderByDescending(entry => entry.Id.Value)
                    .Take(limit),
            ];
        });

    private static async Task<OrderFile?> GoodsFileAsync(LedgerSession session, OrderId id)
    {
        if (await DetailAsync(session, id) is not { } detail)
            return null;
        var vouchers = await VoucherQueries.OfOrderAsync(session, id);
        return new(
            new(detail.Order),
            detail.Order.Customer,
            detail.PaidAt,
            detail.FulfilledAt,
            detail.Frozen,
            detail.Payments,
            detail.Refunds,
            vouchers
        );
    }

    private static async Task<OrderFile?> FuelFileAsync(LedgerSession session, OrderId id)
    {
        if (await FuelOrderTable.EntryAsync(session, id) is not { Fuel: { } order } entry)
            return null;
        var payments = await PaymentTable.OfOrderAsync(session, id);
        var vouchers = ImmutableArray.CreateBuilder<VoucherView>();
        foreach (var share in order.Shares)
            if (await VoucherQueries.FindAsync(session, share.Voucher) is { } voucher)
                vouchers.Add(voucher);
        return new(
            entry,
            order.Customer,
            order.PaidAt,
            order.FulfilledAt,
            IsFrozen(payments),
            payments,
            await RefundTable.OfOrderAsync(session, id),
            vouchers.ToImmutable()
        );
    }

    private static async Task<OrderDetail?> DetailAsync(LedgerSession session, OrderId id)
    {
        if (await GoodsOrder.FindAsync(session, id) is not { } found)
            return null;
        var payments = await PaymentTable.OfOrderAsync(session, id);
        var refunds = await RefundTable.OfOrderAsync(session, id);
        return new(found.Order, found.PaidAt, found.FulfilledAt, IsFrozen(payments), payments, refunds);
    }

    private static bool IsFrozen(ImmutableArray<PaymentView> payments) =>
        payments.Any(p => p.State == PaymentState.Frozen);

    private sealed record GoodsOrder(OrderView Order, DateTimeOffset? PaidAt, DateTimeOffset? FulfilledAt)
    {
        private const string Select = """
            SELECT o.id, o.campaign_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause,
                o.created_at, o.pay_by, o.closed_at, o.team_id, o.paid_at, o.fulfilled_at
            FROM orders o JOIN campaigns s ON s.id = o.campaign_id
            """;

        private static GoodsOrder Read(LedgerRow r) =>
            new(
                new()
                {
                    Id = new(r.Id(0)),
                    Campaign = new(r.Id(1)),
                    Shard = r.Int(2),
                    Customer = new(r.Id(3)),
                    Title = r.Text(4),
                    Quantity = r.Int(5),
                    AmountFen = r.Long(6),
                    Status = (OrderStatus)r.Int(7),
                    Cause = (CloseCause)r.Int(8),
                    CreatedAt = r.Time(9),
                    PayBy = r.Time(10),
                    ClosedAt = r.TimeOrNull(11),
                    Team = r.IdOrNull(12) is { } team ? new(team) : null,
                },
                r.TimeOrNull(13),
                r.TimeOrNull(14)
            );

        public static Task<GoodsOrder?> FindAsync(LedgerSession session, OrderId order) =>
            session.Sql($"{Select} WHERE o.id = @id").With("id", order.Value).FirstAsync(Read);

        public static Task<ImmutableArray<GoodsOrder>> ListAsync(
            LedgerSession session,
            CustomerId customer,
            OrderId? before,
            int limit
        )
        {
            var older = before is null ? "" : "AND o.id < @before";
            return session
                .Sql($"{Select} WHERE o.customer_id = @customer {older} ORDER BY o.id DESC LIMIT @limit")
                .With("customer", customer.Value)
                .WithUnlessNull("before", before?.Value)
                .With("limit", limit)
                .ListAsync(Read);
        }
    }
}
