namespace FuelGrains.WireClients;

/// <summary>A driver with a phone at a pump. Null and false mean that the product does not say now: ask again.</summary>
public sealed class Driver(PhoneClient phone, Customer customer, TimeProvider time)
{
    public Customer Customer => customer;

    public async Task<PumpReply?> PumpAsync(Guid station, int pump, CancellationToken stop) =>
        (await phone.PumpAsync(customer, station, pump, stop)).Read<PumpReply>();

    /// <summary>Sends the order again with the same key until the reply is definite; null is then a refusal.</summary>
    public async Task<FuelOrderReply?> PlaceAsync(
        Guid station,
        int pump,
        object body,
        string key,
        CancellationToken stop
    ) =>
        (
            await RetryPolicy.WithoutEnd.SendAsync(
                _ => phone.OrderFuelAsync(customer, station, pump, body, key, stop),
                time,
                stop
            )
        ).Read<FuelOrderReply>();

    public async Task<FuelOrderReply?> OrderAsync(Guid order, CancellationToken stop) =>
        (await phone.OrderAsync(customer, order, stop)).Read<FuelOrderReply>();

    /// <summary>Returns every fuel order that the product shows this driver.</summary>
    public async Task<IReadOnlyList<Guid>?> OrdersAsync(CancellationToken stop)
    {
        var orders = new List<Guid>();
        for (Guid? before = null; ; )
        {
            if ((await phone.FuelOrdersAsync(customer, before, stop)).Read<FuelOrderPage>() is not { } page)
                return null;
            orders.AddRange(page.Orders.Select(order => order.Id));
            if ((before = page.Next) is null)
                return orders;
        }
    }

    public async Task<IReadOnlyList<FuelVoucherReply>?> VouchersAsync(CancellationToken stop) =>
        (await phone.VouchersAsync(customer, stop)).Read<FuelVoucherPage>()?.Vouchers;

    /// <summary>Prepares the payment, and presses the button on the simulator's page.</summary>
    public async Task<bool> PayAsync(Guid order, CancellationToken stop)
    {
        if ((await phone.PayAsync(customer, order, stop)).Read<PayReply>() is not { } ready)
            return false;
        if (ready.PayPage is null)
            throw new UnexpectedReplyException(
                "Drivers can pay only where the product runs beside the simulator of WeChat."
            );
        return await phone.PressPayPageAsync(ready.PayPage, stop);
    }

    /// <summary>Buys in a sale, again with the same key until the reply is definite.</summary>
    public async Task<Guid> BuyAsync(Guid sale, int quantity, CancellationToken stop)
    {
        var key = Guid.NewGuid().ToString();
        var send = () => phone.BuyAsync(customer, sale, quantity, key, stop);
        var reply = await RetryPolicy.WithoutEnd.SendAsync(_ => send(), time, stop);
        return reply.Read<PlacedReply>()?.OrderId
            ?? throw new UnexpectedReplyException($"A driver could buy nothing: {reply.Slug}.");
    }

    /// <summary>Returns an order for vouchers.</summary>
    public async Task<VoucherOrderReply?> VoucherOrderAsync(Guid order, CancellationToken stop) =>
        (await phone.OrderAsync(customer, order, stop)).Read<VoucherOrderReply>();
}
