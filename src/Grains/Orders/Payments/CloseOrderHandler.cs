using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Closes an order's attempts at the gateway. The sweep follows an attempt that stays open, so the message is done by then.
/// </summary>
public sealed class CloseOrderHandler(IGrainFactory grains) : IOutboxHandler
{
    public string Kind => OutboxKinds.CloseOrder;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var followed = await grains
            .GetGrain<IOrderMoneyGrain>(OrderId.Parse(message.Subject, null).Value)
            .CloseAsync()
            .WaitAsync(ct);
        if (!followed)
            throw new TimeoutException($"Order {message.Subject} is still closing.");
    }
}
