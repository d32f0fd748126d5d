using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>The consequences of an accepted refund: for its vouchers, its order and its customer.</summary>
public sealed class RefundFollowUp(LedgerDatabase ledger, OrderOwners owners, OrderStop stop, OrderNotifier notifier)
{
    /// <summary>In the commit that accepts the refund: its vouchers become Refunded, and an outbox message sends it.</summary>
    internal static async Task EnqueueAsync(LedgerSession session, RefundView refund, DateTimeOffset now)
    {
        await VoucherRefunds.ConfirmAsync(session, refund.OutRefundNo, now);
        await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, refund.OutRefundNo);
    }

    /// <summary>
    /// After a commit that answers a request or a decision of staff: a refund that must stop its order does so now, if the owner can be
    /// reached. Returns the answer as it is after that.
    /// </summary>
    public async Task<RefundAnswer> OnAnsweredAsync(RefundAnswer answer)
    {
        if (answer is not { Outcome: RefundOutcome.Done, Refund: { } refund })
            return answer;
        if (refund.State == RefundState.Stopping)
            refund = await stop.RunAsync(refund, CancellationToken.None);
        await OnCommittedAsync(refund);
        return new(refund.CameTooLate ? RefundOutcome.FulfilledFirst : RefundOutcome.Done, refund);
    }

    /// <summary>After that commit. A crash before or in this method loses nothing: sending the refund does the same again.</summary>
    public async Task OnCommittedAsync(RefundView refund)
    {
        MoneyMetrics.RefundReached(refund.State, refund.Cause);
        if (RefundRule.IsAccepted(refund))
            await TryStopOrderAsync(refund);
        notifier.OnCommitted(refund.Customer, refund.Order);
    }

    /// <summary>Moves the order to Refunding when refunds cover all of its units. False: the owner's answer is unknown.</summary>
    public async Task<bool> TryStopOrderAsync(RefundView refund)
    {
        if (refund.Units == 0 || refund.Order is not { } id)
            return true;
        var (order, refunds) = await ledger.ReadAsync(async session =>
            (await OrderSnapshot.FindAsync(session, id), await RefundTable.OfOrderAsync(session, id))
        );
        if (order is null || refunds.Where(RefundRule.IsAccepted).Sum(r => r.Units) < order.Quantity)
            return true;
        return (await owners.ApplyAsync(order, OrderAction.Refund)).Outcome != TransitionOutcome.Unknown;
    }
}
