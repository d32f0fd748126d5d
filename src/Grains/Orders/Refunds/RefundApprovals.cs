using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>Approves or rejects a refund that waits for a second member of staff. Each decision is audited in its commit.</summary>
public sealed class RefundApprovals(LedgerDatabase ledger, RefundFollowUp followUp, TimeProvider time)
{
    public async Task<RefundAnswer> DecideAsync(string outRefundNo, bool approve, string staff)
    {
        var (refund, isAsker) = await ledger.ReadAsync(session => ReadAsync(session, outRefundNo, staff));
        if (refund is null)
            return new(RefundOutcome.NotFound);
        if (refund.State != RefundState.AwaitingApproval)
            return new(RefundOutcome.AlreadyDecided, refund);
        // A rejection pays nothing out, so whoever asked may take the request back.
        if (approve && isAsker)
            return new(RefundOutcome.SamePerson, refund);
        var answer = await ledger.WriteAsync(
            session => approve ? ApproveAsync(session, refund, staff) : RejectAsync(session, refund, staff, time),
            CancellationToken.None
        );
        return await followUp.OnAnsweredAsync(answer);
    }

    private static async Task<(RefundView? Refund, bool IsAsker)> ReadAsync(
        LedgerSession session,
        string outRefundNo,
        string staff
    ) =>
        await RefundTable.FindAsync(session, outRefundNo) is { } refund
            ? (refund, await RefundAsker.IsOnePersonAsync(session, refund.AskedBy, staff))
            : (null, false);

    private async Task<RefundAnswer> ApproveAsync(LedgerSession session, RefundView refund, string staff)
    {
        // A refund of units that holds no voucher was asked for before any was issued: it must stop the order first.
        var stopsOrder = refund.Units > 0 && await VoucherRefunds.CountHeldAsync(session, refund.OutRefundNo) == 0;
        // Vouchers that were issued after the request are not held by it, so the request does not cover them.
        if (stopsOrder && (await VoucherQueries.CountIssuedAsync(session, refund.Order!.Value)).Issued > 0)
            return new(RefundOutcome.VoucherTouched, refund);
        var to = stopsOrder ? RefundState.Stopping : RefundState.Pending;
        var now = time.GetUtcNow();
        if (!await RefundTable.DecideAsync(session, refund.OutRefundNo, to, staff, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentTable.EndFrozenAsync(session, refund.TransactionId);
        await RefundFollowUp.EnqueueAsync(session, refund, now);
        await AuditAsync(session, refund, "refund.approve", staff, time);
        return Decided(refund, to, staff, now);
    }

    /// <summary>Rejects a refund that waits, for a member of staff or because something else refunds the money.</summary>
    internal static async Task<RefundAnswer> RejectAsync(
        LedgerSession session,
        RefundView refund,
        string by,
        TimeProvider time
    )
    {
        var now = time.GetUtcNow();
        if (!await RefundTable.DecideAsync(session, refund.OutRefundNo, RefundState.Rejected, by, now))
            return new(RefundOutcome.AlreadyDecided, refund);
        await PaymentTable.ReleaseReservedAsync(session, refund.TransactionId, refund.AmountFen);
        await VoucherRefunds.ReleaseAsync(session, refund.OutRefundNo, now);
        await AuditAsync(session, refund, "refund.reject", by, time);
        return Decided(refund, RefundState.Rejected, by, now);
    }

    private static Task AuditAsync(
        LedgerSession session,
        RefundView refund,
        string action,
        string by,
        TimeProvider time
    ) => AuditTable.AddAsync(session, time, by, action, refund.OutRefundNo, $"{refund.AmountFen} fen");

    private static RefundAnswer Decided(RefundView refund, RefundState to, string staff, DateTimeOffset now) =>
        new(RefundOutcome.Done, refund with { State = to, DecidedBy = staff, UpdatedAt = now });
}
