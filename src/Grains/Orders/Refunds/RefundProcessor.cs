using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// Sends a refund and follows it to its end. Only the gateway's SUCCESS, by query or callback, says that the payer has the money. The
/// number stays the same on every try; only the gateway's CLOSED allows another number.
/// </summary>
public sealed class RefundProcessor(
    LedgerDatabase ledger,
    OrderStop stop,
    RefundFollowUp followUp,
    OrderNotifier notifier,
    Lazy<IWeChatPay> gateway,
    IOptions<RefundOptions> options,
    TimeProvider time
)
{
    // Each refund that gets through after an obstacle wakes so many that wait behind it. Their number grows by itself while there is
    // money, and a single top-up does not send all of them to WeChat at once.
    private const int WakesNext = 2;

    private static readonly RefundReply Unknown = new(RefundProgress.Unknown);

    /// <summary>Sends the refund, or queries a refund that was sent, and commits the answer.</summary>
    public async Task AdvanceAsync(string outRefundNo, CancellationToken deadline)
    {
        var (refund, payment, tries) = await ledger.ReadAsync(
            async session =>
            {
                var found = await RefundTable.FindAsync(session, outRefundNo);
                return (
                    found,
                    found is null ? null : await PaymentTable.FindAsync(session, found.TransactionId),
                    await RefundTable.TriesAsync(session, outRefundNo)
                );
            },
            deadline
        );
        if (refund is { State: RefundState.Stopping })
        {
            await StopAsync(refund, deadline);
            return;
        }
        if (
            refund is not { State: RefundState.Pending or RefundState.Accepted or RefundState.Abnormal }
            || payment is null
        )
            return;
        // A frozen payment sends no refund before staff decide, which also unfreezes it.
        if (payment.State == PaymentState.Frozen && refund.State == RefundState.Pending)
        {
            await PostponeAsync(refund, "frozen");
            return;
        }
        // A wholly refunded order is stopped before its refund is sent, so that it cannot be fulfilled meanwhile.
        if (!await followUp.TryStopOrderAsync(refund))
            throw new TimeoutException($"The owner of {refund.Order} did not hear of refund {outRefundNo}.");
        var reply =
            refund.State == RefundState.Pending
                ? await SendAsync(refund, payment, deadline)
                : await QueryAsync(outRefundNo, deadline);
        await CommitAsync(refund, reply, tries);
    }

    /// <summary>
    /// Commits a verified callback about a refund, which says the same as a query. False: the refund is unknown, and an alarm
    /// says so.
    /// </summary>
    internal async Task<bool> ApplyAsync(RefundNotification notification)
    {
        var refund = await ledger.ReadAsync(session => RefundTable.FindAsync(session, notification.OutRefundNo));
        if (refund is not null)
        {
            var reply = new RefundReply(
                notification.Progress,
                notification.RefundId,
                RefundFen: notification.RefundFen,
                PayerFen: notification.PayerFen
            );
            await CommitAsync(refund, reply, tries: 0);
            return true;
        }
        // A refund created in WeChat's merchant console has no row here.
        await ledger.WriteAsync(
            session =>
                AlarmTable.RaiseAsync(
                    session,
                    time.GetUtcNow(),
                    "refund.unknown",
                    notification.OutRefundNo,
                    $"{notification.Progress}, {notification.RefundFen} fen, {notification.RefundId}"
                ),
            CancellationToken.None
        );
        return false;
    }

    private async Task StopAsync(RefundView refund, CancellationToken deadline)
    {
        refund = await stop.RunAsync(refund, deadline);
        if (refund.State == RefundState.Stopping)
            throw new TimeoutException($"The owner of {refund.Order} did not hear of refund {refund.OutRefundNo}.");
        await AdvanceAsync(refund.OutRefundNo, deadline);
    }

    private async Task<RefundReply> SendAsync(RefundView refund, PaymentView payment, CancellationToken deadline)
    {
        var request = new GatewayRefund(
            refund.OutRefundNo,
            payment.TransactionId,
            refund.AmountFen,
            payment.AmountFen,
            refund.Reason
        );
        var reply = await GatewayDeadline.CallAsync(ct => gateway.Value.RefundAsync(request, ct), Unknown, deadline);
        if (reply.Progress != RefundProgress.Refused)
            return reply;
        // The gateway also refuses a number that it knows already: then a query returns the refund's progress.
        var known = await QueryAsync(refund.OutRefundNo, deadline);
        return known.Progress is RefundProgress.Unknown or RefundProgress.NotExist or RefundProgress.Refused
            ? reply
            : known;
    }

    private Task<RefundReply> QueryAsync(string outRefundNo, CancellationToken deadline) =>
        GatewayDeadline.CallAsync(ct => gateway.Value.QueryRefundAsync(outRefundNo, ct), Unknown, deadline);

    private Task PostponeAsync(RefundView refund, string error)
    {
        var now = time.GetUtcNow();
        return ledger.WriteAsync(
            session => UpdateAsync(session, refund, refund.State, null, error, now + options.Value.LongestRetry, now),
            CancellationToken.None
        );
    }

    private async Task CommitAsync(RefundView refund, RefundReply reply, int tries)
    {
        var now = time.GetUtcNow();
        // An answer that says nothing leaves the obstacle in place.
        var error = reply.Code ?? (GatewayCodes.IsObstacle(refund.LastError) ? refund.LastError : null) ?? "no answer";
        var isObstacle = GatewayCodes.IsObstacle(error);
        var longest = isObstacle ? options.Value.LongestObstacle : options.Value.LongestRetry;
        var next = now + new Backoff(options.Value.FirstRetry, longest).After(tries);
        var step = RefundSteps.Of(reply.Progress, reply.RefundFen, refund.AmountFen);
        // The payer's part of another amount says nothing about this refund.
        if (reply.RefundFen != refund.AmountFen)
            reply = reply with { PayerFen = null };
        var changed = await ledger.WriteAsync(
            session =>
                step switch
                {
                    RefundStep.Succeed => RefundTable.SucceedAsync(session, refund, reply, now),
                    RefundStep.Accept => UpdateAsync(session, refund, RefundState.Accepted, reply, null, next, now),
                    RefundStep.SendAgain => UpdateAsync(
                        session,
                        refund,
                        RefundState.Pending,
                        null,
                        "NOT_EXIST",
                        next,
                        now
                    ),
                    RefundStep.Renumber => RenumberAsync(session, refund, now),
                    RefundStep.Alarm => UpdateWithAlarmAsync(session, refund, RefundState.Abnormal, reply, next, now),
                    RefundStep.Refuse when !isObstacle => UpdateWithAlarmAsync(
                        session,
                        refund,
                        RefundState.Pending,
                        reply,
                        next,
                        now
                    ),
                    // GatewayAlarms tells of all refunds behind an obstacle by one alarm.
                    _ => UpdateAsync(session, refund, refund.State, null, error, next, now),
                },
            CancellationToken.None
        );
        if (!changed || step is RefundStep.Wait or RefundStep.SendAgain)
            return;
        if (step is RefundStep.Accept or RefundStep.Succeed && GatewayCodes.IsObstacle(refund.LastError))
            await ledger.WriteAsync(
                session => RefundTable.WakeAsync(session, refund.LastError!, WakesNext, now),
                CancellationToken.None
            );
        MoneyMetrics.RefundReached(StateAfter(step), refund.Cause);
        notifier.OnCommitted(refund.Customer, refund.Order);
    }

    private static Task<bool> UpdateAsync(
        LedgerSession session,
        RefundView refund,
        RefundState to,
        RefundReply? reply,
        string? error,
        DateTimeOffset? next,
        DateTimeOffset now
    ) => RefundTable.UpdateAsync(session, refund.OutRefundNo, to, reply, error, next, now);

    private static async Task<bool> UpdateWithAlarmAsync(
        LedgerSession session,
        RefundView refund,
        RefundState to,
        RefundReply reply,
        DateTimeOffset next,
        DateTimeOffset now
    )
    {
        var error = reply.Code ?? $"{reply.Progress}, {reply.RefundFen} of {refund.AmountFen} fen";
        if (!await UpdateAsync(session, refund, to, reply, error, next, now))
            return false;
        var kind = to == RefundState.Abnormal ? AlarmKinds.RefundAbnormal : AlarmKinds.RefundRefused;
        return await AlarmTable.RaiseAsync(session, now, kind, refund.OutRefundNo, $"{refund.TransactionId}: {error}")
            > 0;
    }

    // The gateway closed the number: the same refund is sent under another one, until its numbers are used up.
    private async Task<bool> RenumberAsync(LedgerSession session, RefundView refund, DateTimeOffset now)
    {
        var refunds = await RefundTable.OfPaymentAsync(session, refund.TransactionId);
        var spent = refunds.Count(r => r.State == RefundState.Closed) + 1;
        if (spent >= options.Value.MaxNumbers)
            return await UpdateWithAlarmAsync(
                session,
                refund,
                RefundState.Abnormal,
                new(RefundProgress.Closed),
                now + options.Value.LongestRetry,
                now
            );
        if (!await UpdateAsync(session, refund, RefundState.Closed, null, "CLOSED", next: null, now))
            return false;
        var orderOfNumber = refund.OutRefundNo[0] == MoneyIds.OfOrder ? refund.Order : null;
        var renumbered = refund with
        {
            OutRefundNo = await RefundTable.NextNumberAsync(session, orderOfNumber, refund.TransactionId),
            State = RefundState.Pending,
            LastError = null,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await RefundTable.InsertAsync(session, renumbered);
        return await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, renumbered.OutRefundNo) == 1;
    }

    private static RefundState StateAfter(RefundStep step) =>
        step switch
        {
            RefundStep.Succeed => RefundState.Succeeded,
            RefundStep.Accept => RefundState.Accepted,
            RefundStep.Renumber => RefundState.Closed,
            RefundStep.Alarm => RefundState.Abnormal,
            _ => RefundState.Pending,
        };
}
