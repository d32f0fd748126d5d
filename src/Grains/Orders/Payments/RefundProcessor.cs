using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Sends a refund and follows it to its end. Accepted is not refunded: only the gateway's SUCCESS, by query or callback, is. The
/// number stays the same on every try; only a definite CLOSED allows another.
/// </summary>
internal sealed class RefundProcessor(MoneyTools tools)
{
    public async Task AdvanceAsync(string outRefundNo, CancellationToken patience)
    {
        var (refund, payment, tries) = await tools.Ledger.ReadAsync(
            async session =>
            {
                var found = await RefundRows.FindAsync(session, outRefundNo);
                return (
                    found,
                    found is null ? null : await PaymentRows.FindAsync(session, found.TransactionId),
                    await RefundRows.TriesAsync(session, outRefundNo)
                );
            },
            patience
        );
        if (
            refund is not { State: RefundState.Pending or RefundState.Accepted or RefundState.Abnormal }
            || payment is null
        )
            return;
        // What is frozen moves only by a person's word, which also thaws it.
        if (payment.State == PaymentState.Frozen && refund.State == RefundState.Pending)
        {
            await tools.Ledger.WriteAsync(
                session =>
                    RefundRows.MoveAsync(
                        session,
                        outRefundNo,
                        RefundState.Pending,
                        null,
                        "frozen",
                        tools.Now + tools.Refunds.LongestRetry,
                        tools.Now
                    ),
                CancellationToken.None
            );
            return;
        }
        // Before the money goes: what is refunded whole must not be fulfilled meanwhile.
        if (!await RefundEffects.TellOwnerAsync(tools, refund))
            throw new TimeoutException($"The owner of {refund.Order} did not hear of refund {outRefundNo}.");
        var reply =
            refund.State == RefundState.Pending
                ? await SendAsync(refund, payment, patience)
                : await MoneyTools.AskAsync(
                    ct => tools.Gateway.QueryRefundAsync(outRefundNo, ct),
                    new RefundReply(RefundProgress.Unknown),
                    patience
                );
        await WriteAsync(refund, reply, tries);
    }

    /// <summary>A verified callback's word: what a query would have said. Committed when this returns.</summary>
    public async Task<bool> HearAsync(RefundNotification news)
    {
        var refund = await tools.Ledger.ReadAsync(session => RefundRows.FindAsync(session, news.OutRefundNo));
        if (refund is not null)
        {
            await WriteAsync(refund, new(news.Progress, news.RefundId, RefundFen: news.RefundFen), tries: 0);
            return true;
        }
        // Somebody refunds in the merchant's console, past our books.
        await tools.Ledger.WriteAsync(
            session =>
                AlarmRows.RaiseAsync(
                    session,
                    tools.Now,
                    "refund.unknown",
                    news.OutRefundNo,
                    $"{news.Progress}, {news.RefundFen} fen, {news.RefundId}"
                ),
            CancellationToken.None
        );
        return false;
    }

    private async Task<RefundReply> SendAsync(RefundView refund, PaymentView payment, CancellationToken patience)
    {
        var unknown = new RefundReply(RefundProgress.Unknown);
        var request = new GatewayRefund(
            refund.OutRefundNo,
            payment.TransactionId,
            refund.AmountFen,
            payment.AmountFen,
            refund.Reason
        );
        var reply = await MoneyTools.AskAsync(ct => tools.Gateway.RefundAsync(request, ct), unknown, patience);
        if (reply.Progress != RefundProgress.Refused)
            return reply;
        // A refusal may mean that the number is known already: then the query says how it stands.
        var known = await MoneyTools.AskAsync(
            ct => tools.Gateway.QueryRefundAsync(refund.OutRefundNo, ct),
            unknown,
            patience
        );
        return known.Progress is RefundProgress.Unknown or RefundProgress.NotExist or RefundProgress.Refused
            ? reply
            : known;
    }

    private async Task WriteAsync(RefundView refund, RefundReply reply, int tries)
    {
        var now = tools.Now;
        var next = now + new Backoff(tools.Refunds.FirstRetry, tools.Refunds.LongestRetry).After(tries);
        var step = RefundSteps.Of(reply.Progress, reply.RefundFen, refund.AmountFen);
        var moved = await tools.Ledger.WriteAsync(
            session =>
                step switch
                {
                    RefundStep.Succeed => RefundRows.SucceedAsync(session, refund, reply.RefundId, now),
                    RefundStep.Accept => RefundRows.MoveAsync(
                        session,
                        refund.OutRefundNo,
                        RefundState.Accepted,
                        reply.RefundId,
                        null,
                        next,
                        now
                    ),
                    RefundStep.SendAgain => RefundRows.MoveAsync(
                        session,
                        refund.OutRefundNo,
                        RefundState.Pending,
                        null,
                        "NOT_EXIST",
                        next,
                        now
                    ),
                    RefundStep.Renumber => RenumberAsync(session, refund, now),
                    RefundStep.Alarm => AlarmAsync(session, refund, RefundState.Abnormal, reply, next, now),
                    RefundStep.Refuse => AlarmAsync(session, refund, RefundState.Pending, reply, next, now),
                    _ => RefundRows.MoveAsync(
                        session,
                        refund.OutRefundNo,
                        refund.State,
                        null,
                        reply.Code ?? "no answer",
                        next,
                        now
                    ),
                },
            CancellationToken.None
        );
        if (!moved || step is RefundStep.Wait or RefundStep.SendAgain)
            return;
        MoneyMetrics.Refund(StateAfter(step), refund.Cause);
        tools.Changed(refund.Customer, refund.Order);
    }

    private static async Task<bool> AlarmAsync(
        LedgerSession session,
        RefundView refund,
        RefundState state,
        RefundReply reply,
        DateTimeOffset next,
        DateTimeOffset now
    )
    {
        var word = reply.Code ?? $"{reply.Progress}, {reply.RefundFen} of {refund.AmountFen} fen";
        if (!await RefundRows.MoveAsync(session, refund.OutRefundNo, state, reply.RefundId, word, next, now))
            return false;
        var kind = state == RefundState.Abnormal ? "refund.abnormal" : "refund.refused";
        return await AlarmRows.RaiseAsync(session, now, kind, refund.OutRefundNo, $"{refund.TransactionId}: {word}")
            > 0;
    }

    private async Task<bool> RenumberAsync(LedgerSession session, RefundView refund, DateTimeOffset now)
    {
        var all = await RefundRows.OfPaymentAsync(session, refund.TransactionId);
        var spent = all.Count(r => r.State == RefundState.Closed) + 1;
        if (spent >= tools.Refunds.MaxNumbers)
            return await AlarmAsync(
                session,
                refund,
                RefundState.Abnormal,
                new(RefundProgress.Closed),
                now + tools.Refunds.LongestRetry,
                now
            );
        if (
            !await RefundRows.MoveAsync(
                session,
                refund.OutRefundNo,
                RefundState.Closed,
                null,
                "CLOSED",
                next: null,
                now
            )
        )
            return false;
        var ofOrder = refund.OutRefundNo[0] == MoneyIds.OfOrder ? refund.Order : null;
        var number = await RefundEffects.NextNumberAsync(session, ofOrder, refund.TransactionId);
        await RefundRows.AddAsync(
            session,
            refund with
            {
                OutRefundNo = number,
                State = RefundState.Pending,
                CreatedAt = now,
                UpdatedAt = now,
            }
        );
        return await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, number) == 1;
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
