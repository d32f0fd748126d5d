using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// Stops the order of a refund of everything before its vouchers are issued. The refund's row and the outbox message that sends it are
/// on disk before the owner is told, so the outbox and the sweep find a refund that was cut off, and no order is Refunding without one.
/// </summary>
public sealed class OrderStop(LedgerDatabase ledger, OrderOwners owners, OrderNotifier notifier, TimeProvider time)
{
    /// <summary>
    /// Tells the owner and commits its answer. Returns the refund as it is then: Pending, or Rejected because the vouchers came first; or
    /// still Stopping when the owner's answer is unknown.
    /// </summary>
    public async Task<RefundView> RunAsync(RefundView refund, CancellationToken ct)
    {
        var order =
            await ledger.ReadAsync(session => OrderSnapshot.FindAsync(session, refund.Order!.Value), ct)
            ?? throw new InvalidOperationException($"Refund {refund.OutRefundNo} stops an order that there is not.");
        var told = await owners.ApplyAsync(order, OrderAction.Stop);
        if (
            told.Outcome
            is not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied or TransitionOutcome.Rejected)
        )
            return refund;
        var to = told.Outcome == TransitionOutcome.Rejected ? RefundState.Rejected : RefundState.Pending;
        var ended = await ledger.WriteAsync(session => CommitAsync(session, refund, to), CancellationToken.None);
        MoneyMetrics.RefundReached(ended.State, ended.Cause);
        notifier.OnCommitted(ended.Customer, ended.Order);
        return ended;
    }

    private async Task<RefundView> CommitAsync(LedgerSession session, RefundView refund, RefundState to)
    {
        var now = time.GetUtcNow();
        // Another activation may have committed the same answer.
        if (await RefundTable.EndStoppingAsync(session, refund.OutRefundNo, to, now) && to == RefundState.Rejected)
        {
            await PaymentTable.ReleaseReservedAsync(session, refund.TransactionId, refund.AmountFen);
            await PaymentTable.ReopenFrozenAsync(session, refund.TransactionId);
            await AuditTable.AddAsync(
                session,
                time,
                RefundAsker.System,
                "refund.reject",
                refund.OutRefundNo,
                $"{refund.AmountFen} fen: {RefundView.TooLate}"
            );
        }
        return (await RefundTable.FindAsync(session, refund.OutRefundNo))!;
    }
}
