using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What staff decide: a refund that waits for a second person, and money that is frozen. Each decision is audited in its commit.</summary>
internal sealed class RefundDecisions(MoneyTools tools, PaymentInbox inbox)
{
    public async Task<RefundAnswer> DecideAsync(string outRefundNo, bool approve, string staff)
    {
        var (refund, order, issued) = await tools.Ledger.ReadAsync(async session =>
        {
            var found = await RefundRows.FindAsync(session, outRefundNo);
            var of = found?.Order is { } id ? await OrderFacts.FindAsync(session, id) : null;
            return (found, of, of is null ? 0 : (await RefundEffects.IssuedAsync(session, of.Id)).Issued);
        });
        if (refund is null) return new(RefundOutcome.NotFound);
        if (refund.State != RefundState.AwaitingApproval) return new(RefundOutcome.AlreadyDecided, refund);
        if (refund.AskedBy == RefundDesk.AskedByStaff(staff)) return new(RefundOutcome.SamePerson, refund);
        // Units without vouchers: the order was paid and not fulfilled. It must be Refunding before its money goes.
        if (approve && refund.Units > 0 && issued == 0 && order is not null
            && (await tools.TellOwnerAsync(order, owner => owner.RefundAsync(order.Id, order.Customer))).Outcome is not (MoveOutcome.Done or MoveOutcome.AlreadyDone))
            return new(RefundOutcome.Retry, refund);
        var done = await tools.Ledger.WriteAsync(
            session => approve ? ApproveAsync(session, refund, staff) : RejectAsync(session, refund, staff), CancellationToken.None);
        if (done is { Outcome: RefundOutcome.Done, Refund: { } decided }) await RefundEffects.FollowAsync(tools, decided);
        return done;
    }

    /// <summary>The order takes frozen money after all.</summary>
    public async Task<RefundAnswer> ReleaseAsync(string transactionId, string staff, string reason)
    {
        try
        {
            var outcome = await tools.Ledger.WriteAsync(async session =>
            {
                if (await PaymentRows.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } frozen) return RefundOutcome.AlreadyDecided;
                var order = frozen.Order is { } id ? await OrderFacts.FindAsync(session, id) : null;
                if (order is null || !PayRule.MayRelease(frozen, order.AmountFen, tools.Merchant)) return RefundOutcome.Mismatch;
                if (!await PaymentRows.ReleaseAsync(session, transactionId, tools.Now)) return RefundOutcome.AlreadyDecided;
                await AuditRows.AddAsync(session, tools.Time, staff, "payment.release", transactionId, reason);
                return RefundOutcome.Done;
            }, CancellationToken.None);
            if (outcome == RefundOutcome.Done) await inbox.ApplyAsync(transactionId);
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
        try
        {
            var done = await tools.Ledger.WriteAsync(session => ReturnFrozenAsync(session, transactionId, staff, reason), CancellationToken.None);
            if (done is { Outcome: RefundOutcome.Done, Refund: { } refund }) await RefundEffects.FollowAsync(tools, refund);
            return done;
        }
        catch (LedgerRefusedException)
        {
            return new(RefundOutcome.Retry);
        }
    }

    private async Task<RefundAnswer> ReturnFrozenAsync(LedgerSession session, string transactionId, string staff, string reason)
    {
        if (await PaymentRows.FindAsync(session, transactionId) is not { State: PaymentState.Frozen } frozen) return new(RefundOutcome.AlreadyDecided);
        var (now, left) = (tools.Now, frozen.AmountFen - frozen.RefundFen);
        // It was on its way back already when it was frozen: it goes on.
        if (left == 0)
        {
            await PaymentRows.FrozenGoesBackAsync(session, transactionId);
            await AuditRows.AddAsync(session, tools.Time, staff, "payment.return", transactionId, reason);
            return new(RefundOutcome.Done);
        }
        var order = frozen.Order is { } id ? await OrderFacts.FindAsync(session, id) : null;
        var vouchers = await VouchersOfAsync(session, frozen);
        var waits = RefundRule.NeedsSecondPerson(left, RefundRule.OfStaff(await RefundRows.OfPaymentAsync(session, transactionId)), tools.Refunds);
        var refund = new RefundView(
            await RefundEffects.NextNumberAsync(session, frozen.Order, transactionId), transactionId, frozen.Order, order?.Customer, left, vouchers.Length,
            RefundCause.Staff, waits ? RefundState.AwaitingApproval : RefundState.Pending, reason, RefundDesk.AskedByStaff(staff), null, null, now, now);
        if (!await PaymentRows.ReserveAsync(session, transactionId, left, PaymentState.Frozen)) throw new LedgerRefusedException("Less is left.");
        await RefundRows.AddAsync(session, refund);
        foreach (var voucher in vouchers)
            if (!await VoucherRefunds.HoldAsync(session, voucher.Id, refund.OutRefundNo, now)) throw new LedgerRefusedException("A voucher was touched.");
        if (!waits)
        {
            await PaymentRows.FrozenGoesBackAsync(session, transactionId);
            await RefundEffects.SendAsync(session, refund, now);
        }
        await AuditRows.AddAsync(session, tools.Time, staff, "payment.return", transactionId, $"{refund.OutRefundNo}: {left} fen; {reason}");
        return new(RefundOutcome.Done, refund);
    }

    // Money that had been kept and was frozen later takes its vouchers with it. A second payment's vouchers are the first one's.
    private static async Task<ImmutableArray<RefundableVoucher>> VouchersOfAsync(LedgerSession session, PaymentView frozen)
    {
        if (frozen.Order is not { } order) return [];
        var others = await PaymentRows.OfAsync(session, order);
        return others.Any(p => p.State is PaymentState.Applying or PaymentState.Kept) ? [] : await VoucherRefunds.UntouchedAsync(session, order);
    }

    private async Task<RefundAnswer> ApproveAsync(LedgerSession session, RefundView refund, string staff)
    {
        var now = tools.Now;
        // Vouchers that were issued after the wish are not held by it: it no longer says what goes back.
        if (refund.Units > 0 && await VoucherRefunds.HeldAsync(session, refund.OutRefundNo) == 0
            && (await RefundEffects.IssuedAsync(session, refund.Order!.Value)).Issued > 0) return new(RefundOutcome.VoucherTouched, refund);
        if (!await RefundRows.DecideAsync(session, refund.OutRefundNo, RefundState.Pending, staff, now)) return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentRows.FrozenGoesBackAsync(session, refund.TransactionId);
        await RefundEffects.SendAsync(session, refund, now);
        await AuditRows.AddAsync(session, tools.Time, staff, "refund.approve", refund.OutRefundNo, $"{refund.AmountFen} fen");
        return new(RefundOutcome.Done, refund with { State = RefundState.Pending, DecidedBy = staff, UpdatedAt = now });
    }

    private async Task<RefundAnswer> RejectAsync(LedgerSession session, RefundView refund, string staff)
    {
        var now = tools.Now;
        if (!await RefundRows.DecideAsync(session, refund.OutRefundNo, RefundState.Rejected, staff, now)) return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentRows.UnreserveAsync(session, refund.TransactionId, refund.AmountFen);
        await VoucherRefunds.ReleaseAsync(session, refund.OutRefundNo, now);
        await AuditRows.AddAsync(session, tools.Time, staff, "refund.reject", refund.OutRefundNo, $"{refund.AmountFen} fen");
        return new(RefundOutcome.Done, refund with { State = RefundState.Rejected, DecidedBy = staff, UpdatedAt = now });
    }
}
