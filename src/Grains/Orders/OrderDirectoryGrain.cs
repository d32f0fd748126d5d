using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders;

/// <summary>Reads a customer's orders from the ledger.</summary>
[StatelessWorker]
public sealed class OrderDirectoryGrain(LedgerDatabase ledger) : Grain, IOrderDirectoryGrain
{
    private const string Columns =
        "o.id, o.campaign_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause, o.created_at, o.pay_by, o.closed_at, o.team_id";
    private const string From = "FROM orders o JOIN campaigns s ON s.id = o.campaign_id";
    private const string Select = $"SELECT {Columns} {From}";
    private const string SelectWithTimes = $"SELECT {Columns}, o.paid_at, o.fulfilled_at {From}";

    public Task<OrderView?> FindAsync(OrderId order, CustomerId customer) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{Select} WHERE o.id = @id AND o.customer_id = @customer")
                .With("id", order.Value)
                .With("customer", customer.Value)
                .FirstAsync(View)
        );

    public Task<OrderDetail?> DetailAsync(OrderId order, CustomerId customer) =>
        ledger.ReadAsync(async session =>
            await DetailAsync(session, order) is { } detail && detail.Order.Customer == customer ? detail : null
        );

    public Task<OrderFile?> LookUpAsync(OrderId order) =>
        ledger.ReadAsync(async session => await GoodsFileAsync(session, order) ?? await FuelFileAsync(session, order));

    public Task<ImmutableArray<OrderEntry>> EntriesAsync(CustomerId customer, OrderId? before, int limit) =>
        ledger.ReadAsync<ImmutableArray<OrderEntry>>(async session =>
        {
            var goods = await session
                .Sql(
                    $"{Select} WHERE o.customer_id = @customer {(before is null ? "" : "AND o.id < @before")} ORDER BY o.id DESC LIMIT @limit"
                )
                .With("customer", customer.Value)
                .WithUnlessNull("before", before?.Value)
                .With("limit", limit)
                .ListAsync(View);
            var fuel = await FuelOrderTable.EntriesAsync(session, customer, before, limit);
            // Ids are made in the order of time, and compare here as they do in the ledger.
            return
            [
                .. goods
                    .Select(order => new OrderEntry(order))
                    .Concat(fuel)
                    .OrderByDescending(entry => entry.Id.Value)
                    .Take(limit),
            ];
        });

    private static async Task<OrderFile?> GoodsFileAsync(LedgerSession session, OrderId id)
    {
        if (await DetailAsync(session, id) is not { } found)
            return null;
        var (order, paidAt, fulfilledAt, frozen, payments, refunds) = found;
        return new(
            new(order),
            order.Customer,
            paidAt,
            fulfilledAt,
            frozen,
            payments,
            refunds,
            await VoucherRows.OfOrderAsync(session, id)
        );
    }

    private static async Task<OrderFile?> FuelFileAsync(LedgerSession session, OrderId id)
    {
        if (await FuelOrderTable.EntryAsync(session, id) is not { Fuel: { } order } entry)
            return null;
        var payments = await PaymentRows.OfAsync(session, id);
        var vouchers = ImmutableArray.CreateBuilder<VoucherView>();
        foreach (var share in order.Shares)
            if (await VoucherRows.FindAsync(session, share.Voucher) is { } voucher)
                vouchers.Add(voucher);
        return new(
            entry,
            order.Customer,
            order.PaidAt,
            order.FulfilledAt,
            IsFrozen(payments),
            payments,
            await RefundRows.OfAsync(session, id),
            vouchers.ToImmutable()
        );
    }

    private static async Task<OrderDetail?> DetailAsync(LedgerSession session, OrderId order)
    {
        var found = await session
            .Sql($"{SelectWithTimes} WHERE o.id = @id")
            .With("id", order.Value)
            .FirstAsync(r => (View(r), r.TimeOrNull(13), r.TimeOrNull(14)));
        if (found is not ({ } view, var paidAt, var fulfilledAt))
            return null;
        var payments = await PaymentRows.OfAsync(session, order);
        return new(view, paidAt, fulfilledAt, IsFrozen(payments), payments, await RefundRows.OfAsync(session, order));
    }

    private static bool IsFrozen(ImmutableArray<PaymentView> payments) =>
        payments.Any(p => p.State == PaymentState.Frozen);

    private static OrderView View(LedgerRow r) =>
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
        };
}
