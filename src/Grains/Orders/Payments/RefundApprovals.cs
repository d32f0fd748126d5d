using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What staff decide: a refund that waits for a second person, and money that is frozen. Each decision is audited in its commit.</summary>
internal sealed class RefundApprovals(MoneyTools tools, PaymentInbox inbox)
{
    public async Task<RefundAnswer> DecideAsync(string outRefundNo, bool approve, string staff)
    {
        var (refund, order, issued) = await tools.Ledger.ReadAsync(async session =>
        {
            var found = await RefundRows.FindAsync(session, outRefundNo);
            var of = found?.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
            return (found, of, of is null ? 0 : (await RefundEffects.IssuedAsync(session, of.Id)).Issued);
        });
        if (refund is null)
            return new(RefundOutcome.NotFound);
        if (refund.State != RefundState.AwaitingApproval)
            return new(RefundOutcome.AlreadyDecided, refund);
        if (refund.AskedBy == RefundIntake.AskedByStaff(staff))
            return new(RefundOutcome.SamePerson, refund);
        // Units without vouchers: the order was paid and not fulfilled. It must be Refunding before its money goes.
        if (
            approve
            && refund.Units > 0
            && issued == 0
            && order is not null
            && (await tools.Owners.ApplyAsync(order, OrderAction.Refund)).Outcome
                is not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied)
        )
            return new(RefundOutcome.Retry, refund);
        var done = await tools.Ledger.WriteAsync(
            session => approve ? ApproveAsync(session, refund, staff) : RejectAsync(session, refund, staff),
            CancellationToken.None
        );
        if (done is { Outcome: RefundOutcome.Done, Refund: { } decided })
            await RefundEffects.FollowAsync(tools, decided);
        return done;
    }

    /// <summary>The order takes frozen money after all.</summary>
    public async Task<RefundAnswer> ReleaseAsync(string transactionId, string staff, string reason)
    {
        try
        {
            var outcome = await tools.Ledger.WriteAsync(
                async session =>
                {
                    if (
                        await PaymentRows.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } frozen
                    )
                        return RefundOutcome.AlreadyDecided;
                    var order = frozen.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
                    if (order is null || !PayRule.MayRelease(frozen, order.AmountFen, tools.Merchant))
                        return RefundOutcome.Mismatch;
                    if (!await PaymentRows.ReleaseAsync(session, transactionId, tools.Now))
                        return RefundOutcome.AlreadyDecided;
                    await AuditRows.AddAsync(session, tools.Time, staff, "payment.release", transactionId, reason);
                    return RefundOutcome.Done;
                },
                CancellationToken.None
            );
            if (outcome == RefundOutcome.Done)
                await inbox.ApplyAsync(transactionId);
            return new(outcome);
        }
        catch (LedgerRefusedException)
        {
            // The order has another payment: this one can only go back.
            return new(RefundOutcome.Mismatch);
        }
    }

    /// <summary>Frozen money goes back, all that is left of it.</summary>
    public async Task<RefundAnswer> ReturnFrozenAsync(string transactionId, string staff, string reason)
    {
        var seen = await tools.Ledger.ReadAsync(session => FrozenAsync(session, transactionId));
        if (
            seen is { StopsFulfilment: true, Waits: false, Order: { } order }
            && (await tools.Owners.ApplyAsync(order, OrderAction.Refund)).Outcome
                is not (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied)
        )
            return new(RefundOutcome.Retry);
        try
        {
            var done = await tools.Ledger.WriteAsync(
                session => ReturnFrozenAsync(session, transactionId, staff, reason),
                CancellationToken.None
            );
            if (done is { Outcome: RefundOutcome.Done, Refund: { } refund })
                await RefundEffects.FollowAsync(tools, refund);
            return done;
        }
        catch (LedgerRefusedException)
        {
            return new(RefundOutcome.Retry);
        }
    }

    private async Task<RefundAnswer> ReturnFrozenAsync(
        LedgerSession session,
        string transactionId,
        string staff,
        string reason
    )
    {
        if (await FrozenAsync(session, transactionId) is not { } seen)
            return new(RefundOutcome.AlreadyDecided);
        var (now, frozen, left) = (tools.Now, seen.Payment, seen.Payment.AmountFen - seen.Payment.RefundFen);
        // It was on its way back already when it was frozen: it goes on.
        if (left == 0)
        {
            await PaymentRows.FrozenGoesBackAsync(session, transactionId);
            await AuditRows.AddAsync(session, tools.Time, staff, "payment.return", transactionId, reason);
            return new(RefundOutcome.Done);
        }
        if (seen is { StopsFulfilment: true, Waits: false, Order.Status: not OrderStatus.Refunding })
            throw new LedgerRefusedException("The order is not Refunding.");
        var refund = new RefundView(
            await RefundEffects.NextNumberAsync(session, frozen.Order, transactionId),
            transactionId,
            frozen.Order,
            seen.Order?.Customer,
            left,
            seen.StopsFulfilment ? seen.Order!.Quantity : seen.Vouchers.Length,
            RefundCause.Staff,
            seen.Waits ? RefundState.AwaitingApproval : RefundState.Pending,
            reason,
            RefundIntake.AskedByStaff(staff),
            null,
            null,
            now,
            now
        );
        if (!await PaymentRows.ReserveAsync(session, transactionId, left, PaymentState.Frozen))
            throw new LedgerRefusedException("Less is left.");
        await RefundRows.AddAsync(session, refund);
        foreach (var voucher in seen.Vouchers)
            if (!await VoucherRefunds.HoldAsync(session, voucher.Id, refund.OutRefundNo, now))
                throw new LedgerRefusedException("A voucher was touched.");
        if (!seen.Waits)
        {
            await PaymentRows.FrozenGoesBackAsync(session, transactionId);
            await RefundEffects.SendAsync(session, refund, now);
        }
        await AuditRows.AddAsync(
            session,
            tools.Time,
            staff,
            "payment.return",
            transactionId,
            $"{refund.OutRefundNo}: {left} fen; {reason}"
        );
        return new(RefundOutcome.Done, refund);
    }

    // Null: it is not frozen, or a refund of it waits for its own decision.
    private async Task<FrozenPayment?> FrozenAsync(LedgerSession session, string transactionId)
    {
        if (await PaymentRows.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } payment)
            return null;
        var refunds = await RefundRows.OfPaymentAsync(session, transactionId);
        if (refunds.Any(r => r.State == RefundState.AwaitingApproval))
            return null;
        var waits = RefundRule.NeedsSecondPerson(
            payment.AmountFen - payment.RefundFen,
            RefundRule.OfStaff(refunds),
            tools.Refunds
        );
        var order = payment.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
        // What another payment bought stays bought; money that had been kept and was frozen later takes its vouchers with it.
        if (
            order is null
            || (await PaymentRows.OfAsync(session, order.Id)).Any(p =>
                p.State is PaymentState.Applying or PaymentState.Kept
            )
        )
            return new(payment, order, [], waits, StopsFulfilment: false);
        var stops =
            order.Status is OrderStatus.Paid or OrderStatus.Refunding
            && (await RefundEffects.IssuedAsync(session, order.Id)).Issued == 0;
        return new(payment, order, await VoucherRefunds.UntouchedAsync(session, order.Id), waits, stops);
    }

    /// <param name="StopsFulfilment">Its order is paid by it and not fulfilled yet.</param>
    private sealed record FrozenPayment(
        PaymentView Payment,
        OrderSnapshot? Order,
        ImmutableArray<RefundableVoucher> Vouchers,
        bool Waits,
        bool StopsFulfilment
    );

    private async Task<RefundAnswer> ApproveAsync(LedgerSession session, RefundView refund, string staff)
    {
        var now = tools.Now;
        // Vouchers that were issued after the wish are not held by it: it no longer says what goes back.
        if (
            refund.Units > 0
            && await VoucherRefunds.HeldAsync(session, refund.OutRefundNo) == 0
            && (await RefundEffects.IssuedAsync(session, refund.Order!.Value)).Issued > 0
        )
            return new(RefundOutcome.VoucherTouched, refund);
        if (!await RefundRows.DecideAsync(session, refund.OutRefundNo, RefundState.Pending, staff, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentRows.FrozenGoesBackAsync(session, refund.TransactionId);
        await RefundEffects.SendAsync(session, refund, now);
        await AuditRows.AddAsync(
            session,
            tools.Time,
            staff,
            "refund.approve",
            refund.OutRefundNo,
            $"{refund.AmountFen} fen"
        );
        return new(RefundOutcome.Done, refund with { State = RefundState.Pending, DecidedBy = staff, UpdatedAt = now });
    }

    private async Task<RefundAnswer> RejectAsync(LedgerSession session, RefundView refund, string staff)
    {
        var now = tools.Now;
        if (!await RefundRows.DecideAsync(session, refund.OutRefundNo, RefundState.Rejected, staff, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentRows.UnreserveAsync(session, refund.TransactionId, refund.AmountFen);
        await VoucherRefunds.ReleaseAsync(session, refund.OutRefundNo, now);
        await AuditRows.AddAsync(
            session,
            tools.Time,
            staff,
            "refund.reject",
            refund.OutRefundNo,
            $"{refund.AmountFen} fen"
        );
        return new(
            RefundOutcome.Done,
            refund with
            {
                State = RefundState.Rejected,
                DecidedBy = staff,
                UpdatedAt = now,
            }
        );
    }
}
