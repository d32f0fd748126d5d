using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Follows an order's attempts to their end: asks for them while the order is open, closes them when it is not. A closing order lets
/// its units go when no attempt can bring money any more.
/// </summary>
internal sealed class PaymentAttemptTracker(MoneyTools tools, PaymentInbox inbox)
{
    /// <summary>One round. False: the order still closes and nothing of it is on the schedule, so the caller must come back.</summary>
    public async Task<bool> AdvanceAsync(OrderId id, CancellationToken patience)
    {
        var (order, attempts, payments) = await ReadAsync(id);
        if (order is null)
            return true;
        // Least asked first: one that eats up the patience does not keep the others waiting for ever.
        foreach (var attempt in attempts.Where(a => a.State == AttemptState.Open).OrderBy(a => a.Queries))
            await AskAsync(order, attempt, patience);
        foreach (var paid in payments.Where(IsWaiting))
            await inbox.ApplyAsync(paid.TransactionId);
        (order, attempts, payments) = await ReadAsync(id);
        if (order!.Status == OrderStatus.Closing)
            return await FinishAsync(order, attempts, payments);
        await tools.Ledger.WriteAsync(session => AttemptRows.RestAsync(session, id), CancellationToken.None);
        return true;
    }

    private async Task AskAsync(OrderSnapshot order, PayAttempt attempt, CancellationToken patience)
    {
        // While the order waits for its money, an attempt that can bring it is left alone.
        var wanted = order.Status == OrderStatus.PendingPayment;
        if (!wanted && await CloseAsync(attempt, patience))
        {
            await ClosedAsync(attempt);
            return;
        }
        var reply = await MoneyTools.AskAsync(
            ct => tools.Gateway.QueryAsync(attempt.OutTradeNo, ct),
            new TradeReply(TradeState.Unknown),
            patience
        );
        MoneyMetrics.Asked(reply.State);
        switch (reply)
        {
            case { State: TradeState.Paid, Transaction: { } paid }:
                await inbox.TakeAsync(paid, PaymentSource.Query);
                await inbox.ApplyAsync(paid.TransactionId);
                break;
            case { State: TradeState.Closed }:
            case { State: TradeState.NotExist } when !wanted:
                await ClosedAsync(attempt);
                break;
            default:
                await AskLaterAsync(order, attempt);
                break;
        }
    }

    // Half the patience, so that a gateway which is silent at close can still be asked.
    private async Task<bool> CloseAsync(PayAttempt attempt, CancellationToken patience)
    {
        using var half = new CancellationTokenSource(tools.Payments.GatewayPatience / 2, tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(half.Token, patience);
        return await MoneyTools.AskAsync(ct => tools.Gateway.CloseAsync(attempt.OutTradeNo, ct), false, either.Token);
    }

    private Task ClosedAsync(PayAttempt attempt) =>
        tools.Ledger.WriteAsync(session => AttemptRows.CloseAsync(session, attempt.OutTradeNo), CancellationToken.None);

    private Task AskLaterAsync(OrderSnapshot order, PayAttempt attempt)
    {
        var now = tools.Now;
        var givesUp = PayRule.GivesUp(attempt.ExpiresAt, now, tools.Payments);
        return tools.Ledger.WriteAsync(
            async session =>
            {
                if (givesUp)
                    await AlarmRows.RaiseAsync(
                        session,
                        now,
                        "payment.unresolved",
                        attempt.OutTradeNo,
                        $"asked {attempt.Queries} times"
                    );
                return await AttemptRows.AskedAsync(
                    session,
                    attempt.OutTradeNo,
                    givesUp ? null : now + QuerySchedule.After(order.Status, attempt.Queries + 1, tools.Payments)
                );
            },
            CancellationToken.None
        );
    }

    private async Task<bool> FinishAsync(
        OrderSnapshot order,
        ImmutableArray<PayAttempt> attempts,
        ImmutableArray<PaymentView> payments
    )
    {
        var now = tools.Now;
        var open = attempts.Count(a => a.State == AttemptState.Open);
        // Money that came and is not decided yet may still make it a sale.
        if (!payments.Any(IsWaiting) && PayRule.MayFinishClosing(open, order.PayBy, now, tools.Payments))
        {
            var told = await tools.Owners.ApplyAsync(order, OrderAction.FinishClosing);
            if (told.Outcome != TransitionOutcome.Unknown)
            {
                await tools.Ledger.WriteAsync(
                    session => AttemptRows.RestAsync(session, order.Id),
                    CancellationToken.None
                );
                return true;
            }
        }
        var asked = attempts.IsEmpty ? 0 : attempts.Max(a => a.Queries);
        var next = now + QuerySchedule.After(OrderStatus.Closing, asked, tools.Payments);
        return await tools.Ledger.WriteAsync(
                session => AttemptRows.ComeBackAsync(session, order.Id, next),
                CancellationToken.None
            ) > 0;
    }

    private static bool IsWaiting(PaymentView payment) =>
        payment.State is PaymentState.Received or PaymentState.Applying;

    private Task<(
        OrderSnapshot? Order,
        ImmutableArray<PayAttempt> Attempts,
        ImmutableArray<PaymentView> Payments
    )> ReadAsync(OrderId id) =>
        tools.Ledger.ReadAsync(async session =>
            (
                await OrderSnapshot.FindAsync(session, id),
                await AttemptRows.OfAsync(session, id),
                await PaymentRows.OfAsync(session, id)
            )
        );
}
