using System.Collections.Concurrent;

namespace FuelGrains.Load.History;

/// <summary>An order and its vouchers as the API shows them to the customer in the end.</summary>
/// <param name="State">Null: the API shows no such order.</param>
/// <param name="Vouchers">Ids of the order's vouchers.</param>
internal sealed record ObservedPayment(Guid Order, OrderState? State, IReadOnlyList<Guid> Vouchers);

/// <summary>Asks the product, as each customer who has an order, for the order and the vouchers.</summary>
internal sealed class PaymentObserver(RunContext context)
{
    private const int AtOnce = 32;

    public async Task<IReadOnlyList<ObservedPayment>> ObserveAsync(
        IReadOnlyList<(Customer Customer, Guid Order)> holders,
        CancellationToken stop
    )
    {
        var observed = new ConcurrentBag<ObservedPayment>();
        await Progress.ForEachAsync(
            holders,
            AtOnce,
            done => $"  asked for {done:N0} of {holders.Count:N0} orders and their vouchers",
            async (holder, cancel) => observed.Add(await ObserveAsync(holder.Customer, holder.Order, cancel)),
            context.Time,
            stop
        );
        return [.. observed];
    }

    private async Task<ObservedPayment> ObserveAsync(Customer customer, Guid order, CancellationToken stop)
    {
        var shown = await SendAsync(cancel => context.Product.OrderAsync(customer, order, cancel));
        var vouchers = await SendAsync(cancel => context.Product.VouchersAsync(customer, cancel));
        return new(
            order,
            Enum.TryParse<OrderState>(shown.Read<OrderReply>()?.Status, ignoreCase: true, out var state) ? state : null,
            [.. vouchers.Read<VoucherList>()?.Vouchers.Where(v => v.OrderId == order).Select(v => v.Id) ?? []]
        );

        Task<Reply> SendAsync(Func<CancellationToken, Task<Reply>> send) =>
            context.Requests.SendAsync(customer.Id, "observe", $"{order}", send, stop);
    }
}
