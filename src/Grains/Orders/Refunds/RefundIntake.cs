using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>
/// Takes requests for refunds. One commit reserves the money, holds the vouchers and writes the outbox message. The payment's CHECK
/// and the vouchers' states refuse whatever a concurrent request reserved first; then the request is evaluated again.
/// </summary>
public sealed class RefundIntake(
    LedgerDatabase ledger,
    RefundFollowUp followUp,
    IOptions<RefundOptions> options,
    TimeProvider time
)
{
    // Each conflict means that a concurrent request has committed; more conflicts than this are left to the caller.
    private const int MaxTries = 4;

    public async Task<RefundAnswer> RequestAsync(OrderId order, RefundCommand command)
    {
        for (var i = 0; i < MaxTries; i++)
        {
            var evaluated = await ledger.ReadAsync(session => EvaluateAsync(session, order, command));
            if (evaluated.Refusal is { } refusal)
                return refusal;
            try
            {
                var answer = await ledger.WriteAsync(
                    session => CommitAsync(session, order, command),
                    CancellationToken.None
                );
                return await followUp.OnAnsweredAsync(answer);
            }
            catch (LedgerRefusedException)
            {
                // The next try evaluates the rows that the concurrent request has written.
            }
        }
        return new(RefundOutcome.Retry);
    }

    private async Task<Evaluation> EvaluateAsync(LedgerSession session, OrderId id, RefundCommand command)
    {
        var order = await OrderSnapshot.FindAsync(session, id);
        if (order is null || (command.Customer is { } customer && customer != order.Customer))
            return Refuse(RefundOutcome.NotFound);
        if (await RefundTable.FindByKeyAsync(session, id, AskedBy(command), command.KeyHash) is { } known)
            return known.BodyHash != command.BodyHash ? Refuse(RefundOutcome.KeyReused)
                : known.Refund.CameTooLate ? Refuse(RefundOutcome.FulfilledFirst, known.Refund)
                : Refuse(RefundOutcome.Replayed, known.Refund);
        // The pump of a paid fuel order may be live: the order ends by its own steps, or by a decision about the fuel order.
        if (order is { IsFuel: true, Status: OrderStatus.Paid })
            return Refuse(RefundOutcome.NotFulfilled);
        var payments = await PaymentTable.OfOrderAsync(session, id);
        if (payments.Any(p => p.State == PaymentState.Frozen))
            return Refuse(RefundOutcome.Frozen);
        if (payments.FirstOrDefault(p => p.State == PaymentState.Kept) is not { } payment)
            return Refuse(RefundOutcome.NotPaid);
        var now = time.GetUtcNow();
        if (
            command.Staff is not null
            && payment.RefundFen < payment.AmountFen
            && RefundRule.LatestOfStaff(await RefundTable.OfOrderAsync(session, id), now - options.Value.RecentFor)
                is { } latest
            && latest.OutRefundNo != command.KnownRefund
        )
            return Refuse(RefundOutcome.RefundedRecently, latest);
        var refundable = new RefundableOrder(
            order.Status,
            order.Quantity,
            await VoucherQueries.CountIssuedAsync(session, id),
            payment.AmountFen - payment.RefundFen,
            command.Staff is { } staff
                ? await RefundAsker.AskedBeforeAsync(session, staff, payment.TransactionId, now)
                : default,
            await VoucherQueries.UntouchedAsync(session, id)
        );
        var plan = RefundRule.Plan(command, refundable, options.Value);
        return plan.Outcome == RefundOutcome.Done ? new(null, plan, order, payment) : Refuse(plan.Outcome);
    }

    private async Task<RefundAnswer> CommitAsync(LedgerSession session, OrderId id, RefundCommand command)
    {
        if (command.Staff is not null)
            await RefundAskerTable.LockAsync(session, AskedBy(command));
        await PaymentTable.LockAsync(session, id);
        var (refusal, plan, order, payment) = await EvaluateAsync(session, id, command);
        if (refusal is not null)
            return refusal;
        var now = time.GetUtcNow();
        var refund = new RefundView(
            await RefundTable.NextNumberAsync(session, id, payment!.TransactionId),
            payment.TransactionId,
            id,
            order!.Customer,
            plan!.AmountFen,
            plan.Units,
            command.Customer is null ? RefundCause.Staff : RefundCause.Customer,
            RefundRule.Begun(plan.AwaitsApproval, plan.StopsFulfilment),
            command.Reason,
            AskedBy(command),
            DecidedBy: null,
            LastError: null,
            now,
            now
        );
        if (!await PaymentTable.ReserveRefundAsync(session, payment.TransactionId, plan.AmountFen, PaymentState.Kept))
            throw new LedgerRefusedException("The payment has less left.");
        refund = await RefundTable.InsertAsync(session, refund, command.KeyHash, command.BodyHash);
        await VoucherRefunds.HoldAsync(session, plan.Vouchers, refund.OutRefundNo, now);
        if (!plan.AwaitsApproval)
            await RefundFollowUp.EnqueueAsync(session, refund, now);
        if (command.Staff is { } staff)
            await AuditTable.AddAsync(
                session,
                time,
                staff,
                "refund.ask",
                $"order/{id}",
                $"{refund.OutRefundNo}: {plan.AmountFen} fen, {plan.Units} units; {command.Reason}"
            );
        return new(RefundOutcome.Done, refund);
    }

    private static Evaluation Refuse(RefundOutcome outcome, RefundView? about = null) =>
        new(new RefundAnswer(outcome, about));

    private static string AskedBy(RefundCommand command) =>
        command.Staff is { } staff ? RefundAsker.Staff(staff) : RefundAsker.Customer;

    /// <param name="Refusal">The answer to a request that needs no commit; otherwise the other members are set.</param>
    private sealed record Evaluation(
        RefundAnswer? Refusal,
        RefundPlan? Plan = null,
        OrderSnapshot? Order = null,
        PaymentView? Payment = null
    );
}
