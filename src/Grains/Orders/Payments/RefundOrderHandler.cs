using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Gives back all that is left of what was paid for an order that its owner has moved to Refunding (its team failed, or its customer left
/// it). The number is derived from the order: told twice, or by two silos at once, it is one refund.
/// </summary>
public sealed class RefundOrderHandler(MoneyTools tools) : IOutboxHandler
{
    public string Kind => OutboxKinds.RefundOrder;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var id = OrderId.Parse(message.Subject, null);
        var refund = await tools.Ledger.WriteAsync(session => WriteAsync(session, id), ct);
        if (refund is not null)
            await RefundEffects.FollowAsync(tools, refund);
    }

    private async Task<RefundView?> WriteAsync(LedgerSession session, OrderId id)
    {
        var number = MoneyIds.LastRefundNo(id);
        if (await RefundRows.FindAsync(session, number) is not null)
            return null;
        var order = await OrderSnapshot.FindAsync(session, id);
        if (order is not { Status: OrderStatus.Refunding or OrderStatus.Refunded })
            throw new InvalidOperationException($"Order {id} is not Refunding.");
        var payments = await PaymentRows.OfAsync(session, id);
        // Applied a moment ago it is not called kept yet, and frozen it waits for a person: both come again.
        var paid =
            payments.FirstOrDefault(p => p.State == PaymentState.Kept)
            ?? throw new InvalidOperationException($"No payment is kept for order {id}.");
        var left = paid.AmountFen - paid.RefundFen;
        if (left == 0)
            return null;
        if (!await PaymentRows.ReserveAsync(session, paid.TransactionId, left, PaymentState.Kept))
            throw new LedgerRefusedException("Less is left.");
        var now = tools.Now;
        var refund = new RefundView(
            number,
            paid.TransactionId,
            id,
            order.Customer,
            left,
            order.Quantity,
            RefundCause.TeamEnded,
            RefundState.Pending,
            "the team ended",
            AskedBy: "system",
            DecidedBy: null,
            LastError: null,
            now,
            now
        );
        await RefundRows.AddAsync(session, refund);
        await RefundEffects.SendAsync(session, refund, now);
        return refund;
    }
}
