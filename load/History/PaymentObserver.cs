namespace FuelGrains.Load.History;

/// <summary>An order and its vouchers as the API shows them to the customer in the end.</summary>
/// <param name="State">Null: the API shows no such order.</param>
/// <param name="Vouchers">Ids of the order's vouchers.</param>
internal sealed record ObservedPayment(Guid Order, OrderState? State, IReadOnlyList<Guid> Vouchers);

/// <summary>Asks the product, as each customer who has an order, for the order and the vouchers.</summary>
internal static class PaymentObserver
{
    private const int AtOnce = 32;

    public static async Task<IReadOnlyList<ObservedPayment>> ObserveAsync(
        RunContext context,
        IReadOnlyList<(Customer Customer, Guid Order)> holders,
        CancellationToken stop
    )
    {
        return await Progress.SelectAsync(holders, AtOnce, "orders asked for", OneAsync, context.Time, stop);

        async Task<ObservedPayment> OneAsync((Customer Customer, Guid Order) holder, CancellationToken cancel)
        {
            var (customer, order) = holder;
            var shown = await SendAsync(() => context.Product.OrderAsync(customer, order, cancel));
            var vouchers = await SendAsync(() => context.Product.VouchersAsync(customer, cancel));
            var own = vouchers.Read<VoucherList>()?.Vouchers.Where(v => v.OrderId == order).Select(v => v.Id);
            return new(order, States.Parse<OrderState>(shown.Read<OrderReply>()?.Status), [.. own ?? []]);

            Task<Reply> SendAsync(Func<Task<Reply>> send) =>
                context.Requests.SendAsync(customer.Id, "observe", $"{order}", send, cancel);
        }
    }
}
