using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Follows an order's attempts to their end: queries them while the order is open, closes them afterwards. A closing order releases
/// its units when no attempt can bring money any more.
/// </summary>
public sealed class PaymentAttemptTracker(
    LedgerDatabase ledger,
    OrderOwners owners,
    PaymentInbox inbox,
    GatewayDeadline gatewayDeadline,
    Lazy<IWeChatPay> gateway,
    GatewayHealth health,
    IOptions<PaymentOptions> options,
    TimeProvider time
)
{
    /// <summary>
    /// Advances every open attempt once. False: the order is still closing and has no attempt on the schedule, so the caller
    /// must call again.
    /// </summary>
    public async Task<bool> AdvanceAsync(OrderId id, CancellationToken deadline)
    {
        var seen = await OrderMoney.ReadAsync(ledger, id);
        if (seen.Order is not { } order)
            return true;
        // The attempt with the fewest queries comes first, so that a slow attempt does not starve the others of the deadline.
        foreach (var attempt in seen.Attempts.Where(a => a.State == AttemptState.Open).OrderBy(a => a.Queries))
            await AdvanceAsync(order, attempt, deadline);
        foreach (var paid in seen.Undecided)
            await inbox.ApplyAsync(paid.TransactionId);
        var now = await OrderMoney.ReadAsync(ledger, id);
        if (now.Order!.Status == OrderStatus.Closing)
            return await TryFinishClosingAsync(now.Order, now);
        await UnscheduleAsync(id);
        return true;
    }

    private async Task AdvanceAsync(OrderSnapshot order, PayAttempt attempt, CancellationToken deadline)
    {
        // An order that waits for its payment keeps its attempts open.
        var isAwaited = order.Status == OrderStatus.PendingPayment;
        // A gateway that is away costs an attempt no query; the schedule brings the attempt back.
        if (!health.MayAsk(GatewayCall.Query) && (isAwaited || !health.MayAsk(GatewayCall.Close)))
            return;
        if (!isAwaited && await CloseAtGatewayAsync(attempt, deadline))
        {
            await MarkClosedAsync(attempt);
            return;
        }
        if (!(await QueryAsync(attempt, isAwaited, deadline)).Decides)
            await ScheduleNextQueryAsync(order, attempt);
    }

    /// <summary>Queries the gateway about one attempt, and applies the answer. The attempt's schedule stays as it is.</summary>
    internal async Task<(TradeState State, bool Decides)> QueryAsync(
        PayAttempt attempt,
        bool isAwaited,
        CancellationToken deadline
    )
    {
        var reply = await GatewayDeadline.CallAsync(
            ct => gateway.Value.QueryAsync(attempt.OutTradeNo, ct),
            new TradeReply(TradeState.Unknown),
            deadline
        );
        MoneyMetrics.AttemptQueried(reply.State);
        switch (reply)
        {
            case { State: TradeState.Paid, Transaction: { } paid }:
                await inbox.RecordAsync(paid, PaymentSource.Query);
                await inbox.ApplyAsync(paid.TransactionId);
                return (reply.State, Decides: true);
            case { State: TradeState.Closed }:
            case { State: TradeState.NotExist } when !isAwaited:
                await MarkClosedAsync(attempt);
                return (reply.State, Decides: true);
            default:
                return (reply.State, Decides: false);
        }
    }

    // Half of the deadline, so that a query still fits behind a close that is not answered.
    private async Task<bool> CloseAtGatewayAsync(PayAttempt attempt, CancellationToken deadline) =>
        await gatewayDeadline.CallWithinHalfAsync(
            ct => gateway.Value.CloseAsync(attempt.OutTradeNo, ct),
            new(CloseOutcome.Unknown),
            deadline
        )
            is { Outcome: CloseOutcome.Closed };

    private Task MarkClosedAsync(PayAttempt attempt) =>
        ledger.WriteAsync(
            session => PaymentAttemptTable.CloseAsync(session, attempt.OutTradeNo),
            CancellationToken.None
        );

    private Task UnscheduleAsync(OrderId order) =>
        ledger.WriteAsync(
            session => PaymentAttemptTable.UnscheduleDecidedAsync(session, order),
            CancellationToken.None
        );

    private Task ScheduleNextQueryAsync(OrderSnapshot order, PayAttempt attempt)
    {
        var now = time.GetUtcNow();
        var needsReview = PayRule.NeedsReview(attempt.ExpiresAt, now, options.Value);
        return ledger.WriteAsync(
            async session =>
            {
                if (needsReview)
                    await AlarmTable.RaiseAsync(
                        session,
                        now,
                        "payment.unresolved",
                        attempt.OutTradeNo,
                        $"asked {attempt.Queries} times"
                    );
                return await PaymentAttemptTable.ScheduleQueryAsync(
                    session,
                    attempt.OutTradeNo,
                    needsReview ? null : now + QuerySchedule.After(order.Status, attempt.Queries + 1, options.Value)
                );
            },
            CancellationToken.None
        );
    }

    // False: the order is still closing, and has no attempt that the sweep could come back to.
    private async Task<bool> TryFinishClosingAsync(OrderSnapshot order, OrderMoney seen)
    {
        var now = time.GetUtcNow();
        var open = seen.Attempts.Count(a => a.State == AttemptState.Open);
        // A payment that is not decided yet may still make the order Paid.
        if (!seen.Undecided.Any() && PayRule.MayFinishClosing(open, order.PayBy, now, options.Value))
        {
            var reply = await owners.ApplyAsync(order, OrderAction.FinishClosing);
            if (reply.Outcome != TransitionOutcome.Unknown)
            {
                await ledger.WriteAsync(
                    async session =>
                        await PaymentAttemptTable.UnscheduleDecidedAsync(session, order.Id)
                        + await PaymentAttemptTable.EndReleaseAsync(session, order.Id),
                    CancellationToken.None
                );
                return true;
            }
        }
        var queries = seen.Attempts.IsEmpty ? 0 : seen.Attempts.Max(a => a.Queries);
        var next = now + QuerySchedule.After(OrderStatus.Closing, queries, options.Value);
        return await ledger.WriteAsync(
                session => PaymentAttemptTable.ScheduleLastAsync(session, order.Id, next),
                CancellationToken.None
            ) > 0;
    }
}
