using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Books a refund that somebody made in WeChat's merchant console: the money is gone already, so the refund is reserved and succeeded
/// at once. A refund of the whole payment takes the untouched vouchers too.
/// </summary>
public sealed class ConsoleRefunds(RefundFollowUp followUp, TimeProvider time)
{
    /// <summary>Books within a transaction of the caller.</summary>
    internal async Task<BookedRefund> BookAsync(
        LedgerSession session,
        BillDifferenceView difference,
        string staff,
        string note
    )
    {
        if (await RefundTable.FindAsync(session, difference.Number) is { } known)
            return known.AmountFen == difference.ThereFen && known.TransactionId == difference.TransactionId
                ? new(null)
                : new(null, "the ledger has this refund with other values");
        if (await PaymentTable.FindAsync(session, difference.TransactionId ?? "") is not { } payment)
            return new(null, "the ledger does not know the payment: record it first");
        if (payment.State is PaymentState.Received or PaymentState.Applying)
            return new(null, "the payment is not decided yet: try again");
        var order = payment.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null;
        var whole = difference.ThereFen == payment.AmountFen;
        var vouchers = whole && order is not null ? await VoucherQueries.UntouchedAsync(session, order.Id) : [];
        // A paid order without vouchers is stopped as a whole: its team may still complete, and would issue them.
        var stopsOrder =
            whole
            && order is { IsFuel: false, Status: OrderStatus.Paid or OrderStatus.Refunding }
            && (await VoucherQueries.CountIssuedAsync(session, order.Id)).Issued == 0;
        var now = time.GetUtcNow();
        var refund = new RefundView(
            difference.Number,
            payment.TransactionId,
            payment.Order,
            order?.Customer,
            difference.ThereFen!.Value,
            stopsOrder ? order!.Quantity : vouchers.Length,
            RefundCause.Console,
            RefundState.Succeeded,
            note,
            RefundAsker.Staff(staff),
            DecidedBy: null,
            LastError: null,
            difference.At,
            now
        );
        if (!await PaymentTable.ReserveRefundAsync(session, payment.TransactionId, refund.AmountFen, payment.State))
            return new(null, "less is left of the payment than was refunded");
        await RefundTable.InsertAsync(session, refund);
        await VoucherRefunds.HoldAsync(session, vouchers, refund.OutRefundNo, now);
        await VoucherRefunds.ConfirmAsync(session, refund.OutRefundNo, now);
        await PaymentTable.EndFrozenAsync(session, payment.TransactionId);
        await OutboxRows.AddAsync(session, now, OutboxKinds.SettleRefund, refund.OutRefundNo);
        return new(refund);
    }

    /// <summary>After that commit: a wholly refunded order is stopped, and its customer's pages show the refund.</summary>
    internal Task OnCommittedAsync(RefundView refund) => followUp.OnCommittedAsync(refund);
}

/// <param name="Refund">The refund that was booked now; null when it was booked before, or cannot be.</param>
/// <param name="Trouble">Why the refund cannot be booked.</param>
internal readonly record struct BookedRefund(RefundView? Refund, string? Trouble = null);
