using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>One fuel order: passes what is asked of it to the rule and its row, which alone says how it stands.</summary>
// Reentrant: money and its driver may speak while the pump is asked. Two steps at once would harm nobody, but the site is asked once.
[Reentrant]
public sealed class FuelOrderGrain(FuelTools tools, AuthorisationLedger authorisations, TimeProvider time)
    : Grain,
        IFuelOrderGrain
{
    private Task? _advancing;

    private OrderId Id => new(this.GetPrimaryKey());

    public async Task<TransitionReply> ApplyAsync(OrderCommand command)
    {
        var outcome = TransitionOutcome.NotFound;
        var changed = await tools.ChangeAsync(
            Id,
            order =>
            {
                (outcome, var next) = FuelOrderRule.Decide(order, command.Action, command.Cause, tools.Now);
                return next;
            }
        );
        return changed is { } done
            ? new(outcome, done.Next.Status, done.Next.Cause)
            : new(TransitionOutcome.NotFound, default, default);
    }

    public async Task AdvanceAsync()
    {
        if (_advancing is { IsCompleted: false } under)
            await under;
        else
            await (_advancing = new FuelSteps(tools, authorisations).AdvanceAsync(Id));
    }

    public async Task<FuelCancelOutcome> CancelAsync()
    {
        if (await FindAsync() is not { } order)
            return FuelCancelOutcome.NotFound;
        if (order.Status is OrderStatus.PendingPayment or OrderStatus.Closing or OrderStatus.Cancelled)
            return (
                await ApplyAsync(new(order.Id, order.Customer, OrderAction.Release, CloseCause.Customer))
            ).Outcome switch
            {
                TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => FuelCancelOutcome.Done,
                TransitionOutcome.NotFound => FuelCancelOutcome.NotFound,
                TransitionOutcome.Rejected => FuelCancelOutcome.TooLate,
                _ => FuelCancelOutcome.Retry,
            };
        return await new FuelSteps(tools, authorisations).CancelAsync(order);
    }

    public async Task<FuelDecisionOutcome> DecideAsync(FuelDecision decision)
    {
        var outcome = FuelDecisionOutcome.Retry;
        try
        {
            var changed = await tools.ChangeAsync(
                Id,
                order =>
                {
                    outcome = Judge(order, decision);
                    if (outcome != FuelDecisionOutcome.Done)
                        return order;
                    return decision.KeepFen is { } keep
                        ? FuelOrderRule.Judged(order, keep, decision.Reason, tools.Now)
                        : FuelOrderRule.Fulfilled(order with { Note = decision.Reason }, tools.Now);
                },
                async (session, order) =>
                {
                    await FuelSaleLedger.LeaveToStaffAsync(session, order.Sale, order.Authorisation, tools.Now);
                    await AuditRows.AddAsync(
                        session,
                        time,
                        decision.Staff,
                        "fuel-order.decide",
                        $"order/{order.Id}",
                        $"{(decision.KeepFen is { } keep ? $"keeps {keep} fen" : "settled as worked out")}: {decision.Reason}"
                    );
                }
            );
            return changed is null ? FuelDecisionOutcome.NotFound : outcome;
        }
        catch (FuelConflictException)
        {
            // Frozen money first, or a voucher that is gone: the money's own list has it.
            return FuelDecisionOutcome.Retry;
        }
    }

    private static FuelDecisionOutcome Judge(FuelOrder order, FuelDecision decision)
    {
        if (order is not { Phase: FuelPhase.BackOffice, Status: OrderStatus.Paid })
            return FuelDecisionOutcome.NotWaiting;
        if (decision.KeepFen is null && order.Settled is null)
            return FuelDecisionOutcome.NotSettled;
        return decision.KeepFen > order.KeptFen ? FuelDecisionOutcome.TooMuch : FuelDecisionOutcome.Done;
    }

    private Task<FuelOrder?> FindAsync() => tools.Ledger.ReadAsync(session => FuelOrderRows.FindAsync(session, Id));
}
