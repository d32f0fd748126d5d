using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Takes wishes for refunds. One commit reserves the money, takes the vouchers and promises to send it; the payment's CHECK and
/// the vouchers' states refuse whatever somebody else took first, and then it is judged again.
/// </summary>
internal sealed class RefundIntake(MoneyTools tools)
{
    public const string AskedByCustomer = "customer";

    // Refused means that somebody was faster: then the rows say what is left. Nobody is faster for ever.
    private const int Rounds = 4;

    public static string AskedByStaff(string name) => $"staff/{name}";

    public async Task<RefundAnswer> AskAsync(OrderId order, RefundCommand wish)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var seen = await tools.Ledger.ReadAsync(session => JudgeAsync(session, order, wish));
            if (seen.Answer is { } answer)
                return answer;
            var stops = seen.Plan is { StopsFulfilment: true, AwaitsApproval: false };
            if (stops && !await StopFulfilmentAsync(seen.Order!))
                return new(RefundOutcome.Retry);
            try
            {
                var done = await tools.Ledger.WriteAsync(
                    session => CommitAsync(session, order, wish, stops),
                    CancellationToken.None
                );
                if (done.Refund is { } refund && done.Outcome == RefundOutcome.Done)
                    await RefundEffects.FollowAsync(tools, refund);
                return done;
            }
            catch (LedgerRefusedException)
            {
                // Judged again by the rows as they are now.
            }
        }
        return new(RefundOutcome.Retry);
    }

    private async Task<Judged> JudgeAsync(LedgerSession session, OrderId id, RefundCommand wish)
    {
        var order = await OrderSnapshot.FindAsync(session, id);
        if (order is null || (wish.Customer is { } customer && customer != order.Customer))
            return new(new RefundAnswer(RefundOutcome.NotFound));
        if (await RefundRows.OfKeyAsync(session, id, AskedBy(wish), wish.KeyHash) is { } known)
            return new(
                known.BodyHash == wish.BodyHash
                    ? new(RefundOutcome.Replayed, known.Refund)
                    : new RefundAnswer(RefundOutcome.KeyReused)
            );
        // Its pump may be live: it ends by its own steps, or by a decision about the fuel order.
        if (order is { IsFuel: true, Status: OrderStatus.Paid })
            return new(new RefundAnswer(RefundOutcome.NotFulfilled));
        var payments = await PaymentRows.OfAsync(session, id);
        if (payments.Any(p => p.State == PaymentState.Frozen))
            return new(new RefundAnswer(RefundOutcome.Frozen));
        if (payments.FirstOrDefault(p => p.State == PaymentState.Kept) is not { } payment)
            return new(new RefundAnswer(RefundOutcome.NotPaid));
        var refunds = await RefundRows.OfPaymentAsync(session, payment.TransactionId);
        var plan = RefundRule.Plan(
            wish,
            order.Status,
            order.Quantity,
            await RefundEffects.IssuedAsync(session, id),
            payment.AmountFen - payment.RefundFen,
            RefundRule.OfStaff(refunds),
            await VoucherRefunds.UntouchedAsync(session, id),
            tools.Refunds
        );
        return plan.Outcome == RefundOutcome.Done
            ? new(null, plan, order, payment)
            : new(new RefundAnswer(plan.Outcome));
    }

    private async Task<RefundAnswer> CommitAsync(LedgerSession session, OrderId id, RefundCommand wish, bool stopped)
    {
        var (answer, plan, order, payment) = await JudgeAsync(session, id, wish);
        if (answer is not null)
            return answer;
        // Its vouchers come to nothing only once the order is Refunding.
        if (plan!.StopsFulfilment && !plan.AwaitsApproval && order!.Status != OrderStatus.Refunding)
            throw new LedgerRefusedException("The order is not Refunding.");
        // Its vouchers were issued while it was told to be Refunding: the wish must name them now.
        if (!plan.StopsFulfilment && stopped)
            return new(RefundOutcome.VoucherTouched);
        var now = tools.Now;
        var number = await RefundEffects.NextNumberAsync(session, id, payment!.TransactionId);
        var refund = new RefundView(
            number,
            payment.TransactionId,
            id,
            order!.Customer,
            plan.AmountFen,
            plan.Units,
            wish.Customer is null ? RefundCause.Staff : RefundCause.Customer,
            plan.AwaitsApproval ? RefundState.AwaitingApproval : RefundState.Pending,
            wish.Reason,
            AskedBy(wish),
            null,
            null,
            now,
            now
        );
        if (!await PaymentRows.ReserveAsync(session, payment.TransactionId, plan.AmountFen, PaymentState.Kept))
            throw new LedgerRefusedException("Less is left.");
        await RefundRows.AddAsync(session, refund, wish.KeyHash, wish.BodyHash);
        foreach (var voucher in plan.Vouchers)
            if (!await VoucherRefunds.HoldAsync(session, voucher.Id, number, now))
                throw new LedgerRefusedException("A voucher was touched.");
        if (!plan.AwaitsApproval)
            await RefundEffects.SendAsync(session, refund, now);
        if (wish.Staff is { } staff)
            await AuditRows.AddAsync(
                session,
                tools.Time,
                staff,
                "refund.ask",
                $"order/{id}",
                $"{number}: {plan.AmountFen} fen, {plan.Units} units; {wish.Reason}"
            );
        return new(RefundOutcome.Done, refund);
    }

    private async Task<bool> StopFulfilmentAsync(OrderSnapshot order) =>
        (await tools.Owners.ApplyAsync(order, OrderAction.Refund)).Outcome
            is TransitionOutcome.Applied
                or TransitionOutcome.AlreadyApplied;

    private static string AskedBy(RefundCommand wish) =>
        wish.Staff is { } staff ? AskedByStaff(staff) : AskedByCustomer;

    private sealed record Judged(
        RefundAnswer? Answer,
        RefundPlan? Plan = null,
        OrderSnapshot? Order = null,
        PaymentView? Payment = null
    );
}
