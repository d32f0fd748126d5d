using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Received payments. Each is committed first and decided afterwards, once: the order keeps it, it is refunded automatically (late,
/// double or orphan), or it is frozen for manual review because it does not match the request for it.
/// </summary>
public sealed class PaymentInbox(
    LedgerDatabase ledger,
    OrderOwners owners,
    OrderNotifier notifier,
    Lazy<Merchant> merchant,
    TimeProvider time
)
{
    private const int StuckAfter = 10;
    private static readonly Backoff Retry = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Commits a payment that WeChat reported.</summary>
    internal async Task<RecordedPayment> RecordAsync(Transaction paid, PaymentSource source)
    {
        var now = time.GetUtcNow();
        var inserted = await ledger.WriteAsync(
            async session =>
            {
                var payment = await PaymentTable.InsertAsync(session, paid, source, now);
                await PaymentAttemptTable.MarkPaidAsync(session, paid.OutTradeNo);
                return payment;
            },
            CancellationToken.None
        );
        MoneyMetrics.PaymentRecorded(source, isNew: inserted is not null);
        if (inserted is not null)
            return new(RecordOutcome.New, inserted.Order ?? MoneyIds.OrphanKey(paid.OutTradeNo));
        var known = await ledger.ReadAsync(session => PaymentTable.FindAsync(session, paid.TransactionId));
        if (known is null || IsSame(known, paid))
            return new(RecordOutcome.AlreadyRecorded, default);
        await ledger.WriteAsync(
            session =>
                AlarmTable.RaiseAsync(
                    session,
                    now,
                    "payment.contradiction",
                    paid.TransactionId,
                    $"{known.OutTradeNo} {known.AmountFen} {known.Currency}, now {paid.OutTradeNo} {paid.AmountFen} {paid.Currency}"
                ),
            CancellationToken.None
        );
        return new(RecordOutcome.Contradiction, default);
    }

    /// <summary>Decides a recorded payment. False: not decided yet; the sweep tries again.</summary>
    public async Task<bool> ApplyAsync(string transactionId)
    {
        var (payment, attempt, orderOfPayment) = await ledger.ReadAsync(async session =>
        {
            var found = await PaymentTable.FindAsync(session, transactionId);
            return (
                found,
                found is null ? null : await PaymentAttemptTable.FindAsync(session, found.OutTradeNo),
                found?.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null
            );
        });
        if (payment is not { State: PaymentState.Received or PaymentState.Applying } paid)
            return true;
        // A payment that staff have unfrozen is Applying: manual review has accepted its mismatch.
        if (
            paid.State == PaymentState.Received
            && PayRule.Mismatch(paid, attempt?.AmountFen, merchant.Value) is { } mismatch
        )
            return await FreezeAsync(paid, orderOfPayment, mismatch);
        if (orderOfPayment is not { } order)
            return await RefundAsync(paid, null, RefundCause.Orphan);
        if (paid.State == PaymentState.Received && !await TryClaimAsync(paid))
            return await RefundAsync(paid, order, RefundCause.Double);
        var reply = await owners.ApplyAsync(order, OrderAction.Confirm);
        return reply.Outcome switch
        {
            TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => await KeepAsync(paid),
            TransitionOutcome.Rejected => await RefundAsync(paid, order, RefundCause.Late),
            TransitionOutcome.NotFound => await RefundAsync(paid, order, RefundCause.Orphan),
            _ => await RetryLaterAsync(paid),
        };
    }

    private static bool IsSame(PaymentView known, Transaction paid) =>
        known.OutTradeNo == paid.OutTradeNo && known.AmountFen == paid.AmountFen && known.Currency == paid.Currency;

    // False: the order has another payment.
    private async Task<bool> TryClaimAsync(PaymentView paid)
    {
        try
        {
            await ledger.WriteAsync(
                session => PaymentTable.ClaimAsync(session, paid.TransactionId, time.GetUtcNow()),
                CancellationToken.None
            );
            return true;
        }
        catch (LedgerRefusedException)
        {
            // Other constraints refuse too; the order's rows tell whether it was the unique index.
            var payments = await ledger.ReadAsync(session => PaymentTable.OfOrderAsync(session, paid.Order!.Value));
            if (
                !payments.Any(p =>
                    p.TransactionId != paid.TransactionId && p.State is PaymentState.Applying or PaymentState.Kept
                )
            )
                throw;
            return false;
        }
    }

    private async Task<bool> KeepAsync(PaymentView paid)
    {
        await ledger.WriteAsync(
            async session =>
                await PaymentTable.KeepAsync(session, paid.TransactionId)
                + await PaymentAttemptTable.EndReleaseAsync(session, paid.Order!.Value),
            CancellationToken.None
        );
        return true;
    }

    private async Task<bool> RetryLaterAsync(PaymentView paid)
    {
        var now = time.GetUtcNow();
        await ledger.WriteAsync(
            async session =>
            {
                var tries = await PaymentTable.TriesAsync(session, paid.TransactionId);
                if (tries == StuckAfter)
                    await AlarmTable.RaiseAsync(
                        session,
                        now,
                        "payment.stuck",
                        paid.TransactionId,
                        $"{paid.OutTradeNo} was tried {tries} times"
                    );
                return await PaymentTable.ScheduleRetryAsync(session, paid.TransactionId, now + Retry.After(tries));
            },
            CancellationToken.None
        );
        return false;
    }

    private async Task<bool> FreezeAsync(PaymentView paid, OrderSnapshot? order, string reason)
    {
        await ledger.WriteAsync(
            async session =>
            {
                if (await PaymentTable.FreezeUndecidedAsync(session, paid.TransactionId, reason))
                    await AlarmTable.RaiseAsync(
                        session,
                        time.GetUtcNow(),
                        "payment.frozen",
                        paid.TransactionId,
                        $"{paid.OutTradeNo}: {reason}"
                    );
                return true;
            },
            CancellationToken.None
        );
        notifier.OnCommitted(order?.Customer, order?.Id);
        return true;
    }

    private async Task<bool> RefundAsync(PaymentView paid, OrderSnapshot? order, RefundCause cause)
    {
        var now = time.GetUtcNow();
        var refund = new RefundView(
            MoneyIds.AutomaticRefundNo(paid.TransactionId),
            paid.TransactionId,
            order?.Id,
            order?.Customer,
            paid.AmountFen,
            Units: 0,
            cause,
            RefundState.Pending,
            $"{cause} payment",
            AskedBy: RefundAsker.System,
            DecidedBy: null,
            LastError: null,
            now,
            now
        );
        await ledger.WriteAsync(
            async session =>
            {
                if (!await PaymentTable.RefundWholeAsync(session, paid.TransactionId))
                    return false;
                await RefundTable.InsertAsync(session, refund);
                await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, refund.OutRefundNo);
                return true;
            },
            CancellationToken.None
        );
        MoneyMetrics.RefundReached(RefundState.Pending, cause);
        notifier.OnCommitted(order?.Customer, order?.Id);
        return true;
    }
}

internal enum RecordOutcome
{
    New = 0,

    /// <summary>The inbox had the payment already.</summary>
    AlreadyRecorded = 1,

    /// <summary>WeChat reported the same transaction differently before.</summary>
    Contradiction = 2,
}

/// <param name="Owner">The key of the grain that decides a <see cref="RecordOutcome.New"/> payment.</param>
internal readonly record struct RecordedPayment(RecordOutcome Outcome, Guid Owner);
