using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>An order closes: its attempts first, at the gateway. What is open there is on the schedule, and the message is done.</summary>
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

/// <summary>Sends a refund for the first time; from then on its row is on the schedule.</summary>
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

/// <summary>The money is back: the units that went with it return to their sale.</summary>
public sealed class SettleRefundHandler(MoneyTools tools) : IOutboxHandler
{
    public string Kind => OutboxKinds.SettleRefund;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var (order, refunds) = await tools.Ledger.ReadAsync(
            async session =>
                await RefundRows.FindAsync(session, message.Subject) is { Order: { } id }
                    ? (await OrderSnapshot.FindAsync(session, id), await RefundRows.OfAsync(session, id))
                    : (null, []),
            ct
        );
        // All that are back by now, not this one's alone: told twice, or in another order, the sum is the same.
        var units = refunds.IsDefaultOrEmpty
            ? 0
            : refunds.Where(r => r.State == RefundState.Succeeded).Sum(r => r.Units);
        if (order is null || units == 0)
            return;
        var told = await tools.Owners.ApplyAsync(order, OrderAction.ReturnUnits, units).WaitAsync(ct);
        if (told.Outcome is not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied))
            throw new InvalidOperationException(
                $"Order {order.Id} is {told.Status} and did not take {units} units back: {told.Outcome}."
            );
        tools.TellCustomer(order.Customer, order.Id);
    }
}
