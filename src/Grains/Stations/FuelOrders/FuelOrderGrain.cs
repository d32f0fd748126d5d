using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>A fuel order. The grain keeps no state: the order's row alone has it, and the rule decides every change.</summary>
// Reentrant: payments and the driver may call while a step waits for the pump. Two steps at once would do no harm, but AdvanceAsync
// runs one, so the site gets each command once.
// A plain class with its context: a simulation runs it without a silo.
[Reentrant]
public sealed class FuelOrderGrain(IGrainContext context, FuelOrderStore orders, FuelSteps steps, TimeProvider time)
    : IGrainBase,
        IFuelOrderGrain
{
    private Task? _advancing;

    public IGrainContext GrainContext => context;

    private OrderId Id => new(context.GrainId.GetGuidKey());

    private DateTimeOffset Now => time.GetUtcNow();

    public async Task<TransitionReply> ApplyAsync(OrderCommand command)
    {
        var outcome = TransitionOutcome.NotFound;
        var changed = await orders.ChangeAsync(
            Id,
            order =>
            {
                (outcome, var next) = FuelOrderRule.Decide(order, command.Action, command.Cause, Now);
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
            await (_advancing = steps.AdvanceAsync(Id));
    }

    public Task<FuelCancelOutcome> CancelAsync() => steps.CancelAsync(Id);

    public async Task<FuelDecisionOutcome> DecideAsync(FuelDecision decision)
    {
        var outcome = FuelDecisionOutcome.Retry;
        try
        {
            var changed = await orders.ChangeAsync(
                Id,
                order =>
                {
                    outcome = Evaluate(order, decision);
                    if (outcome != FuelDecisionOutcome.Done)
                        return order;
                    return decision.KeepFen is { } keep
                        ? FuelOrderRule.Decided(order, keep, decision.Reason, Now)
                        : FuelOrderRule.Fulfilled(order with { Note = decision.Reason }, Now);
                },
                (session, order) => WriteDecisionAsync(session, order, decision)
            );
            return changed is null ? FuelDecisionOutcome.NotFound : outcome;
        }
        catch (FuelConflictException)
        {
            // The payment is frozen, or a voucher is gone: staff find the payment in the list of payments and settle it first.
            return FuelDecisionOutcome.Retry;
        }
    }

    private async Task WriteDecisionAsync(LedgerSession session, FuelOrder order, FuelDecision decision)
    {
        await AuthorisationTable.MoveToBackOfficeAsync(session, order.Authorisation, Now);
        if (order.Sale is { } sale)
            await FuelSaleTable.MoveToBackOfficeAsync(session, sale, Now);
        var kept = decision.KeepFen is { } keep ? $"keeps {keep} fen" : "settled as worked out";
        await AuditTable.AddAsync(
            session,
            time,
            decision.Staff,
            "fuel-order.decide",
            $"order/{order.Id}",
            $"{kept}: {decision.Reason}"
        );
    }

    private static FuelDecisionOutcome Evaluate(FuelOrder order, FuelDecision decision)
    {
        if (order is not { Phase: FuelPhase.BackOffice, Status: OrderStatus.Paid })
            return FuelDecisionOutcome.NotWaiting;
        if (decision.KeepFen is null && order.Settled is null)
            return FuelDecisionOutcome.NotSettled;
        return decision.KeepFen > order.KeptFen ? FuelDecisionOutcome.TooMuch : FuelDecisionOutcome.Done;
    }
}
