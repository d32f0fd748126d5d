using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>After a refund has succeeded: returns the units that it refunded to the order's owner, which can sell them again.</summary>
public sealed class SettleRefundHandler(LedgerDatabase ledger, OrderOwners owners, OrderNotifier notifier)
    : IOutboxHandler
{
    public string Kind => OutboxKinds.SettleRefund;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var (order, refunds) = await ledger.ReadAsync(
            async session =>
                await RefundTable.FindAsync(session, message.Subject) is { Order: { } id }
                    ? (await OrderSnapshot.FindAsync(session, id), await RefundTable.OfOrderAsync(session, id))
                    : (null, []),
            ct
        );
        // The sum over all succeeded refunds stays the same when messages are repeated or change their order.
        var units = refunds.IsDefaultOrEmpty
            ? 0
            : refunds.Where(r => r.State == RefundState.Succeeded).Sum(r => r.Units);
        if (order is null || units == 0)
            return;
        var reply = await owners.ApplyAsync(order, OrderAction.ReturnUnits, units).WaitAsync(ct);
        if (reply.Outcome is not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied))
            throw new InvalidOperationException(
                $"Order {order.Id} is {reply.Status} and did not take {units} units back: {reply.Outcome}."
            );
        notifier.NotifyCustomer(order.Customer, order.Id);
    }
}
