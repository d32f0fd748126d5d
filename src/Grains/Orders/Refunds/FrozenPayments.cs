using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// Staff's decisions about frozen payments: the order accepts the payment, or the payment is refunded. Each decision is audited
/// in its commit.
/// </summary>
public sealed class FrozenPayments(
    LedgerDatabase ledger,
    RefundFollowUp followUp,
    PaymentInbox inbox,
    Lazy<Merchant> merchant,
    IOptions<RefundOptions> options,
    TimeProvider time
)
{
    /// <summary>Accepts a frozen payment for its order.</summary>
    public async Task<RefundAnswer> AcceptAsync(string transactionId, string staff, string reason)
    {
        try
        {
            var outcome = await ledger.WriteAsync(
                session => AcceptAsync(session, transactionId, staff, reason),
                CancellationToken.None
            );
            if (outcome == RefundOutcome.Done)
                await inbox.ApplyAsync(transactionId);
            return new(outcome);
        }
        catch (LedgerRefusedException)
        {
            // The order has another payment: this one can only be refunded.
            return new(RefundOutcome.Mismatch);
        }
    }

    /// <summary>Refunds the part of a frozen payment that no other refund has reserved.</summary>
    public async Task<RefundAnswer> RefundAsync(string transactionId, string staff, string reason)
    {
        try
        {
            var answer = await ledger.WriteAsync(
                session => RefundAsync(session, transactionId, staff, reason),
                CancellationToken.None
            );
            return await followUp.OnAnsweredAsync(answer);
        }
        catch (LedgerRefusedException)
        {
            return new(RefundOutcome.Retry);
        }
    }

    private async Task<RefundOutcome> AcceptAsync(
        LedgerSession session,
        string transactionId,
        string staff,
        string reason
    )
    {
        if (await PaymentTable.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } payment)
            return RefundOutcome.AlreadyDecided;
        var order = payment.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
        if (order is null || !PayRule.MayRelease(payment, order.AmountFen, merchant.Value))
            return RefundOutcome.Mismatch;
        if (!await PaymentTable.UnfreezeAsync(session, transactionId, time.GetUtcNow()))
            return RefundOutcome.AlreadyDecided;
        await AuditTable.AddAsync(session, time, staff, "payment.release", transactionId, reason);
        return RefundOutcome.Done;
    }

    private async Task<RefundAnswer> RefundAsync(
        LedgerSession session,
        string transactionId,
        string staff,
        string reason
    )
    {
        await RefundAskerTable.LockAsync(session, RefundAsker.Staff(staff));
        if (await FindAsync(session, transactionId, staff) is not { } frozen)
            return new(RefundOutcome.AlreadyDecided);
        // The pump of a paid fuel order may be live: accept the payment, then decide about the fuel order.
        if (frozen is { StopsFulfilment: true, Order.IsFuel: true })
            return new(RefundOutcome.NotFulfilled);
        if (frozen.LeftFen == 0)
            return await EndAsync(session, transactionId, staff, reason);
        var now = time.GetUtcNow();
        var refund = new RefundView(
            await RefundTable.NextNumberAsync(session, frozen.Payment.Order, transactionId),
            transactionId,
            frozen.Payment.Order,
            frozen.Order?.Customer,
            frozen.LeftFen,
            frozen.StopsFulfilment ? frozen.Order!.Quantity : frozen.Vouchers.Length,
            RefundCause.Staff,
            RefundRule.Begun(frozen.NeedsApproval, frozen.StopsFulfilment),
            reason,
            RefundAsker.Staff(staff),
            DecidedBy: null,
            LastError: null,
            now,
            now
        );
        if (!await PaymentTable.ReserveRefundAsync(session, transactionId, refund.AmountFen, PaymentState.Frozen))
            throw new LedgerRefusedException("The payment has less left.");
        refund = await RefundTable.InsertAsync(session, refund);
        await VoucherRefunds.HoldAsync(session, frozen.Vouchers, refund.OutRefundNo, now);
        if (!frozen.NeedsApproval)
        {
            await PaymentTable.EndFrozenAsync(session, transactionId);
            await RefundFollowUp.EnqueueAsync(session, refund, now);
        }
        var detail = $"{refund.OutRefundNo}: {refund.AmountFen} fen; {reason}";
        await AuditTable.AddAsync(session, time, staff, "payment.return", transactionId, detail);
        return new(RefundOutcome.Done, refund);
    }

    // Earlier refunds had reserved the whole payment when it was frozen: they are sent now.
    private async Task<RefundAnswer> EndAsync(LedgerSession session, string transactionId, string staff, string reason)
    {
        await PaymentTable.EndFrozenAsync(session, transactionId);
        await AuditTable.AddAsync(session, time, staff, "payment.return", transactionId, reason);
        return new(RefundOutcome.Done);
    }

    // Null: the payment is not frozen, or a refund of it waits for approval or stops the order.
    private async Task<FrozenPayment?> FindAsync(LedgerSession session, string transactionId, string staff)
    {
        if (await PaymentTable.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } payment)
            return null;
        var refunds = await RefundTable.OfPaymentAsync(session, transactionId);
        if (refunds.Any(r => r.State is RefundState.AwaitingApproval or RefundState.Stopping))
            return null;
        var needsApproval = SecondPersonRule.IsNeeded(
            payment.AmountFen - payment.RefundFen,
            await RefundAsker.AskedBeforeAsync(session, staff, transactionId, time.GetUtcNow()),
            options.Value
        );
        var order = payment.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
        var frozen = new FrozenPayment(payment, order, needsApproval);
        // An order that another payment pays keeps its vouchers. A payment that was frozen after it was kept takes the vouchers with it.
        if (order is null || await HasOtherPaymentAsync(session, order.Id))
            return frozen;
        return frozen with
        {
            Vouchers = await VoucherQueries.UntouchedAsync(session, order.Id),
            StopsFulfilment =
                order.Status is OrderStatus.Paid or OrderStatus.Refunding
                && (await VoucherQueries.CountIssuedAsync(session, order.Id)).Issued == 0,
        };
    }

    private static async Task<bool> HasOtherPaymentAsync(LedgerSession session, OrderId order) =>
        (await PaymentTable.OfOrderAsync(session, order)).Any(p =>
            p.State is PaymentState.Applying or PaymentState.Kept
        );

    private sealed record FrozenPayment(PaymentView Payment, OrderSnapshot? Order, bool NeedsApproval)
    {
        public long LeftFen => Payment.AmountFen - Payment.RefundFen;

        /// <summary>The untouched vouchers that the payment has bought.</summary>
        public ImmutableArray<RefundableVoucher> Vouchers { get; init; } = [];

        /// <summary>The payment pays its order, and no voucher of the order is issued yet.</summary>
        public bool StopsFulfilment { get; init; }
    }
}
