using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Money that came: first committed, then decided, once each. It is the order's, or it goes back by itself (late, double, orphan),
/// or, when it is not what was asked for, it is frozen for a person to decide.
/// </summary>
internal sealed class PaymentInbox(MoneyTools tools)
{
    private const int StuckAfter = 10;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>Commits WeChat's word of a payment.</summary>
    public async Task<TakeOutcome> TakeAsync(Transaction paid, PaymentSource source)
    {
        var now = tools.Now;
        var fresh = await tools.Ledger.WriteAsync(
            async session =>
            {
                var added = await PaymentRows.AddAsync(session, paid, source, now);
                await AttemptRows.PaidAsync(session, paid.OutTradeNo);
                return added;
            },
            CancellationToken.None
        );
        MoneyMetrics.Taken(source, fresh is not null);
        if (fresh is not null)
            return new(TakeResult.Fresh, fresh.Order ?? MoneyIds.OrphanKey(paid.OutTradeNo));
        var known = await tools.Ledger.ReadAsync(session => PaymentRows.FindAsync(session, paid.TransactionId));
        if (
            known is null
            || (
                known.OutTradeNo == paid.OutTradeNo
                && known.AmountFen == paid.AmountFen
                && known.Currency == paid.Currency
            )
        )
            return new(TakeResult.Known, default);
        await tools.Ledger.WriteAsync(
            session =>
                AlarmRows.RaiseAsync(
                    session,
                    now,
                    "payment.contradiction",
                    paid.TransactionId,
                    $"{known.OutTradeNo} {known.AmountFen} {known.Currency}, now {paid.OutTradeNo} {paid.AmountFen} {paid.Currency}"
                ),
            CancellationToken.None
        );
        return new(TakeResult.Contradiction, default);
    }

    /// <summary>Decides what becomes of it. False: not yet, and its row says when to try again.</summary>
    public async Task<bool> ApplyAsync(string transactionId)
    {
        var seen = await tools.Ledger.ReadAsync(async session =>
        {
            var payment = await PaymentRows.FindAsync(session, transactionId);
            return (
                Payment: payment,
                Attempt: payment is null ? null : await AttemptRows.FindAsync(session, payment.OutTradeNo),
                Order: payment?.Order is { } id ? await OrderSnapshot.FindAsync(session, id) : null
            );
        });
        if (seen.Payment is not { State: PaymentState.Received or PaymentState.Applying } paid)
            return true;
        // Released by staff, it is Applying, and was judged by a person.
        if (
            paid.State == PaymentState.Received
            && PayRule.Mismatch(paid, seen.Attempt?.AmountFen, tools.Merchant) is { } wrong
        )
            return await FreezeAsync(paid, seen.Order, wrong);
        if (seen.Order is not { } order)
            return await GiveBackAsync(paid, null, RefundCause.Orphan);
        if (paid.State == PaymentState.Received && !await ClaimAsync(paid))
            return await GiveBackAsync(paid, order, RefundCause.Double);
        var told = await tools.Owners.ApplyAsync(order, OrderAction.Confirm);
        return told.Outcome switch
        {
            TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => await KeepAsync(paid),
            TransitionOutcome.Rejected => await GiveBackAsync(paid, order, RefundCause.Late),
            TransitionOutcome.NotFound => await GiveBackAsync(paid, order, RefundCause.Orphan),
            _ => await TryLaterAsync(paid),
        };
    }

    // False: the order has its one payment already.
    private async Task<bool> ClaimAsync(PaymentView paid)
    {
        try
        {
            await tools.Ledger.WriteAsync(
                session => PaymentRows.ClaimAsync(session, paid.TransactionId, tools.Now),
                CancellationToken.None
            );
            return true;
        }
        catch (LedgerRefusedException)
        {
            // The unique index, or a full queue: only the rows tell them apart.
            var all = await tools.Ledger.ReadAsync(session => PaymentRows.OfAsync(session, paid.Order!.Value));
            if (
                !all.Any(p =>
                    p.TransactionId != paid.TransactionId && p.State is PaymentState.Applying or PaymentState.Kept
                )
            )
                throw;
            return false;
        }
    }

    private async Task<bool> KeepAsync(PaymentView paid)
    {
        await tools.Ledger.WriteAsync(
            session => PaymentRows.KeepAsync(session, paid.TransactionId),
            CancellationToken.None
        );
        return true;
    }

    private async Task<bool> TryLaterAsync(PaymentView paid)
    {
        var now = tools.Now;
        await tools.Ledger.WriteAsync(
            async session =>
            {
                var tries = await PaymentRows.TriesAsync(session, paid.TransactionId);
                if (tries == StuckAfter)
                    await AlarmRows.RaiseAsync(
                        session,
                        now,
                        "payment.stuck",
                        paid.TransactionId,
                        $"{paid.OutTradeNo} was tried {tries} times"
                    );
                return await PaymentRows.TryLaterAsync(
                    session,
                    paid.TransactionId,
                    now + new Backoff(FirstRetry, LongestRetry).After(tries)
                );
            },
            CancellationToken.None
        );
        return false;
    }

    private async Task<bool> FreezeAsync(PaymentView paid, OrderSnapshot? order, string reason)
    {
        await tools.Ledger.WriteAsync(
            async session =>
            {
                if (await PaymentRows.FreezeAsync(session, paid.TransactionId, reason))
                    await AlarmRows.RaiseAsync(
                        session,
                        tools.Now,
                        "payment.frozen",
                        paid.TransactionId,
                        $"{paid.OutTradeNo}: {reason}"
                    );
                return true;
            },
            CancellationToken.None
        );
        tools.Changed(order?.Customer, order?.Id);
        return true;
    }

    private async Task<bool> GiveBackAsync(PaymentView paid, OrderSnapshot? order, RefundCause cause)
    {
        var now = tools.Now;
        await tools.Ledger.WriteAsync(
            async session =>
            {
                if (!await PaymentRows.GiveBackAsync(session, paid.TransactionId))
                    return false;
                var number = MoneyIds.AutomaticRefundNo(paid.TransactionId);
                await RefundRows.AddAsync(
                    session,
                    new(
                        number,
                        paid.TransactionId,
                        order?.Id,
                        order?.Customer,
                        paid.AmountFen,
                        Units: 0,
                        cause,
                        RefundState.Pending,
                        $"{cause} payment",
                        AskedBy: "system",
                        DecidedBy: null,
                        LastError: null,
                        now,
                        now
                    )
                );
                await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, number);
                return true;
            },
            CancellationToken.None
        );
        MoneyMetrics.Refund(RefundState.Pending, cause);
        tools.Changed(order?.Customer, order?.Id);
        return true;
    }
}

internal enum TakeResult
{
    Fresh = 0,

    /// <summary>It was there already.</summary>
    Known = 1,

    /// <summary>WeChat said something else of the same transaction before.</summary>
    Contradiction = 2,
}

/// <param name="Owner">Of fresh money: the key of the grain that decides about it.</param>
internal readonly record struct TakeOutcome(TakeResult Result, Guid Owner);
