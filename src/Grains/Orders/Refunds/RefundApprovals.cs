using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>Approves or rejects a refund that waits for a second member of staff. Each decision is audited in its commit.</summary>
public sealed class RefundApprovals(
    LedgerDatabase ledger,
    OrderOwners owners,
    RefundFollowUp followUp,
    TimeProvider time
)
{
    public async Task<RefundAnswer> DecideAsync(string outRefundNo, bool approve, string staff)
    {
        var (refund, order, issued) = await ledger.ReadAsync(session => ReadAsync(session, outRefundNo));
        if (refund is null)
            return new(RefundOutcome.NotFound);
        if (refund.State != RefundState.AwaitingApproval)
            return new(RefundOutcome.AlreadyDecided, refund);
        if (refund.AskedBy == RefundIntake.AskedByStaff(staff))
            return new(RefundOutcome.SamePerson, refund);
        // A refund of units before any voucher is issued stops the order: it must be Refunding before the refund is sent.
        var stopsOrder = approve && refund.Units > 0 && issued == 0;
        if (stopsOrder && order is not null && !await owners.RefundAsync(order))
            return new(RefundOutcome.Retry, refund);
        var answer = await ledger.WriteAsync(
            session => approve ? ApproveAsync(session, refund, staff) : RejectAsync(session, refund, staff),
            CancellationToken.None
        );
        if (answer is { Outcome: RefundOutcome.Done, Refund: { } decided })
            await followUp.OnCommittedAsync(decided);
        return answer;
    }

    private static async Task<(RefundView? Refund, OrderSnapshot? Order, int Issued)> ReadAsync(
        LedgerSession session,
        string outRefundNo
    )
    {
        var refund = await RefundTable.FindAsync(session, outRefundNo);
        if (refund?.Order is not { } id || await OrderSnapshot.FindAsync(session, id) is not { } order)
            return (refund, null, 0);
        return (refund, order, (await VoucherQueries.CountIssuedAsync(session, id)).Issued);
    }

    private async Task<RefundAnswer> ApproveAsync(LedgerSession session, RefundView refund, string staff)
    {
        // Vouchers that were issued after the request are not held by it, so the request does not cover them.
        if (
            refund.Units > 0
            && await VoucherRefunds.CountHeldAsync(session, refund.OutRefundNo) == 0
            && (await VoucherQueries.CountIssuedAsync(session, refund.Order!.Value)).Issued > 0
        )
            return new(RefundOutcome.VoucherTouched, refund);
        var now = time.GetUtcNow();
        if (!await RefundTable.DecideAsync(session, refund.OutRefundNo, RefundState.Pending, staff, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentTable.EndFrozenAsync(session, refund.TransactionId);
        await RefundFollowUp.EnqueueAsync(session, refund, now);
        await AuditAsync(session, refund, "refund.approve", staff);
        return Decided(refund, RefundState.Pending, staff, now);
    }

    private async Task<RefundAnswer> RejectAsync(LedgerSession session, RefundView refund, string staff)
    {
        var now = time.GetUtcNow();
        if (!await RefundTable.DecideAsync(session, refund.OutRefundNo, RefundState.Rejected, staff, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentTable.ReleaseReservedAsync(session, refund.TransactionId, refund.AmountFen);
        await VoucherRefunds.ReleaseAsync(session, refund.OutRefundNo, now);
        await AuditAsync(session, refund, "refund.reject", staff);
        return Decided(refund, RefundState.Rejected, staff, now);
    }

    private Task AuditAsync(LedgerSession session, RefundView refund, string action, string staff) =>
        AuditTable.AddAsync(session, time, staff, action, refund.OutRefundNo, $"{refund.AmountFen} fen");

    private static RefundAnswer Decided(RefundView refund, RefundState to, string staff, DateTimeOffset now) =>
        new(RefundOutcome.Done, refund with { State = to, DecidedBy = staff, UpdatedAt = now });
}
