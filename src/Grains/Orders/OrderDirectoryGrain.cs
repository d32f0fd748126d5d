using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders;

/// <summary>Reads a customer's orders from the ledger.</summary>
[StatelessWorker, Reentrant]
public sealed class OrderDirectoryGrain(LedgerReads ledger) : Grain, IOrderDirectoryGrain
{
    public async Task<OrderView?> FindAsync(OrderId order, CustomerId customer) =>
        (await ledger.ReadAsync(session => GoodsOrder.FindAsync(session, order)))?.Order is { } found
        && found.Customer == customer
            ? found
            : null;

    public Task<bool> IsOfAsync(OrderId order, CustomerId customer) =>
        ledger.ReadAsync(async session =>
            await GoodsOrder.IsOfAsync(session, order, customer)
            || await FuelOrderTable.IsOfAsync(session, order, customer)
        );

    public Task<bool> HasOrderedAsync(CampaignId campaign, CustomerId customer) =>
        ledger.ReadAsync(session => GoodsOrder.HasOrderedAsync(session, campaign, customer));

    public Task<OrderDetail?> DetailAsync(OrderId order, CustomerId customer) =>
        ledger.ReadAsync(async session =>
            await DetailAsync(session, order) is { } detail && detail.Order.Customer == customer
                ? detail with
                {
                    LookPrompts = await PromptedQuery.LookPromptsAsync(session, order, detail.Order.Status),
                }
                : null
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
            vouchers,
            await ShippingReportTable.FindAsync(session, id)
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
            vouchers.ToImmutable(),
            await ShippingReportTable.FindAsync(session, id)
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
}
