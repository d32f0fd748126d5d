using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Staff's decisions about fuel orders in manual review. A refund that needs a second person is kept as a proposal: the order stays as it
/// is until somebody else decides the same.
/// </summary>
public sealed class FuelDecisions(
    FuelOrderStore orders,
    LedgerDatabase ledger,
    IOptions<RefundOptions> options,
    TimeProvider time
)
{
    public async Task<FuelDecisionOutcome> DecideAsync(OrderId id, FuelDecision decision)
    {
        if (await orders.FindAsync(id) is not { } order)
            return FuelDecisionOutcome.NotFound;
        if (Evaluate(order, decision) is not FuelDecisionOutcome.Done and var refusal)
            return refusal;
        try
        {
            var agreed = await AgreesAsync(order.Proposal, decision) ? order.Proposal : null;
            return await ExecuteAsync(id, decision, agreed);
        }
        catch (SecondPersonNeededException)
        {
            return await ProposeAsync(id, decision);
        }
        catch (FuelConflictException)
        {
            // The payment is frozen, or a voucher is gone: staff find the payment in the list of payments and settle it first.
            return FuelDecisionOutcome.Retry;
        }
    }

    private async Task<bool> AgreesAsync(FuelProposal? proposal, FuelDecision decision) =>
        proposal is not null
        && proposal.KeepFen == decision.KeepFen
        && !await ledger.ReadAsync(session =>
            RefundAsker.IsOnePersonAsync(session, RefundAsker.Staff(proposal.Staff), decision.Staff)
        );

    /// <param name="agreed">The proposal of somebody else that the decision agrees to; null for a decision of one person.</param>
    private async Task<FuelDecisionOutcome> ExecuteAsync(OrderId id, FuelDecision decision, FuelProposal? agreed)
    {
        var outcome = FuelDecisionOutcome.NotFound;
        var author = agreed is null
            ? new RefundAuthor(RefundAsker.Staff(decision.Staff), DecidedBy: null)
            : new RefundAuthor(RefundAsker.Staff(agreed.Staff), decision.Staff);
        await orders.ChangeAsync(
            id,
            order =>
            {
                outcome = Evaluate(order, decision);
                // The proposal has changed since it was agreed to.
                if (agreed is not null && order.Proposal != agreed)
                    outcome = FuelDecisionOutcome.Retry;
                return outcome == FuelDecisionOutcome.Done ? Decided(order, decision) : order;
            },
            async (session, order) =>
            {
                await WriteAsync(session, order, decision);
                if (agreed is null && BackFen(order, decision) > 0)
                    await ThrowIfSecondPersonIsNeededAsync(session, order, decision);
            },
            author
        );
        return outcome;
    }

    private async Task<FuelDecisionOutcome> ProposeAsync(OrderId id, FuelDecision decision)
    {
        var outcome = FuelDecisionOutcome.NotFound;
        await orders.ChangeAsync(
            id,
            order =>
            {
                outcome = Evaluate(order, decision);
                if (outcome != FuelDecisionOutcome.Done)
                    return order;
                outcome = FuelDecisionOutcome.AwaitsSecondPerson;
                if (order.Proposal is not { } proposal || proposal.KeepFen != decision.KeepFen)
                    return FuelOrderRule.Proposed(order, decision, time.GetUtcNow());
                // Had anybody else decided the same, the decision would have been agreed to.
                if (proposal.Staff != decision.Staff)
                    outcome = FuelDecisionOutcome.SamePerson;
                return order;
            },
            (session, order) => AuditAsync(session, order, decision, "fuel-order.propose")
        );
        return outcome;
    }

    private FuelOrder Decided(FuelOrder order, FuelDecision decision) =>
        (
            decision.KeepFen is { } keep
                ? FuelOrderRule.Decided(order, keep, decision.Reason, time.GetUtcNow())
                : FuelOrderRule.Fulfilled(order with { Note = decision.Reason }, time.GetUtcNow())
        ) with
        {
            Proposal = null,
        };

    // The refund is written in this transaction, so the sums have it already. The exception undoes the transaction.
    private async Task ThrowIfSecondPersonIsNeededAsync(LedgerSession session, FuelOrder order, FuelDecision decision)
    {
        var payments = await PaymentTable.OfOrderAsync(session, order.Id);
        var paid = payments.First(p => p.State is PaymentState.Applying or PaymentState.Kept);
        var asked = await RefundAsker.AskedBeforeAsync(session, decision.Staff, paid.TransactionId, time.GetUtcNow());
        if (SecondPersonRule.IsNeeded(0, asked, options.Value))
            throw new SecondPersonNeededException();
    }

    private async Task WriteAsync(LedgerSession session, FuelOrder order, FuelDecision decision)
    {
        await AuthorisationTable.MoveToBackOfficeAsync(session, order.Authorisation, time.GetUtcNow());
        if (order.Sale is { } sale)
            await FuelSaleTable.MoveToBackOfficeAsync(session, sale, time.GetUtcNow());
        await AuditAsync(session, order, decision, "fuel-order.decide");
    }

    private Task<int> AuditAsync(LedgerSession session, FuelOrder order, FuelDecision decision, string action)
    {
        var kept = decision.KeepFen is { } keep ? $"keeps {keep} fen" : "settled as worked out";
        return AuditTable.AddAsync(
            session,
            time,
            decision.Staff,
            action,
            $"order/{order.Id}",
            $"{kept}: {decision.Reason}"
        );
    }

    private static long BackFen(FuelOrder order, FuelDecision decision) =>
        decision.KeepFen is { } keep ? order.KeptFen - keep : 0;

    private static FuelDecisionOutcome Evaluate(FuelOrder order, FuelDecision decision)
    {
        if (order is not { Phase: FuelPhase.BackOffice, Status: OrderStatus.Paid })
            return FuelDecisionOutcome.NotWaiting;
        if (decision.KeepFen is null && order.Settled is null)
            return FuelDecisionOutcome.NotSettled;
        return decision.KeepFen > order.KeptFen ? FuelDecisionOutcome.TooMuch : FuelDecisionOutcome.Done;
    }

    private sealed class SecondPersonNeededException() : Exception("So much goes back only by two persons.");
}
