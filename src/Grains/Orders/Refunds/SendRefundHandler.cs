using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>Sends a refund for the first time. From then on the sweep follows its row.</summary>
public sealed class SendRefundHandler(IGrainFactory grains) : IOutboxHandler
{
    public string Kind => OutboxKinds.SendRefund;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        if (
            await grains.GetGrain<IMoneyDirectoryGrain>(0).OwnerOfRefundAsync(message.Subject).WaitAsync(ct) is
            { } owner
        )
            await grains.GetGrain<IOrderMoneyGrain>(owner).AdvanceRefundAsync(message.Subject).WaitAsync(ct);
    }
}
