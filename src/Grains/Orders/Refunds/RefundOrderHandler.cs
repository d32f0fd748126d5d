using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// Refunds the rest of an order's payment after its owner has moved the order to Refunding (the team failed, or the customer
/// left the team).
/// The refund's number is derived from the order, so repeated and concurrent deliveries make one refund.
/// </summary>
public sealed class RefundOrderHandler(LedgerDatabase ledger, RefundFollowUp followUp, TimeProvider time)
    : IOutboxHandler
{
    public string Kind => OutboxKinds.RefundOrder;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var id = OrderId.Parse(message.Subject, null);
        var refund = await ledger.WriteAsync(session => CommitAsync(session, id), ct);
        if (refund is not null)
            await followUp.OnCommittedAsync(refund);
    }

    // Null: the refund exists, or nothing of the payment is left.
    private async Task<RefundView?> CommitAsync(LedgerSession session, OrderId id)
    {
        var number = MoneyIds.LastRefundNo(id);
        if (await RefundTable.FindAsync(session, number) is not null)
            return null;
        var order = await OrderSnapshot.FindAsync(session, id);
        if (order is not { Status: OrderStatus.Refunding or OrderStatus.Refunded })
            throw new InvalidOperationException($"Order {id} is not Refunding.");
        // A payment that is still Applying, or Frozen for manual review, is not Kept: the outbox delivers the message again.
        var paid =
            (await PaymentTable.OfOrderAsync(session, id)).FirstOrDefault(p => p.State == PaymentState.Kept)
            ?? throw new InvalidOperationException($"No payment is kept for order {id}.");
        var left = paid.AmountFen - paid.RefundFen + await RejectWaitingAsync(session, paid);
        if (left == 0)
            return null;
        if (!await PaymentTable.ReserveRefundAsync(session, paid.TransactionId, left, PaymentState.Kept))
            throw new LedgerRefusedException("The payment has less left.");
        var now = time.GetUtcNow();
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
            AskedBy: RefundAsker.System,
            DecidedBy: null,
            LastError: null,
            now,
            now
        );
        refund = await RefundTable.InsertAsync(session, refund);
        await RefundFollowUp.EnqueueAsync(session, refund, now);
        return refund;
    }

    // All of the payment goes back now, so a request that waits for a second person is moot: left to wait, its rejection would keep
    // the money. Returns what those requests had reserved.
    private async Task<long> RejectWaitingAsync(LedgerSession session, PaymentView paid)
    {
        var refunds = await RefundTable.OfPaymentAsync(session, paid.TransactionId);
        var waiting = refunds.Where(r => r.State == RefundState.AwaitingApproval).ToList();
        foreach (var refund in waiting)
            if (
                (await RefundApprovals.RejectAsync(session, refund, RefundAsker.System, time)).Outcome
                != RefundOutcome.Done
            )
                throw new LedgerRefusedException("Somebody decides a refund of the order at this moment.");
        return waiting.Sum(r => r.AmountFen);
    }
}
