using FuelGrains.Grains.Campaigns;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>A fuel order. The grain keeps no state: the order's row alone has it, and the rule decides every change.</summary>
// Reentrant: payments and the driver may call while a step waits for the pump. Two steps at once would do no harm, but AdvanceAsync
// runs one, so the site gets each command once.
// A plain class with its context: a simulation runs it without a silo.
[Reentrant]
public sealed class FuelOrderGrain(
    IGrainContext context,
    FuelOrderStore orders,
    FuelSteps steps,
    FuelDecisions decisions,
    TimeProvider time
) : IGrainBase, IFuelOrderGrain
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

    public Task<FuelDecisionOutcome> DecideAsync(FuelDecision decision) => decisions.DecideAsync(Id, decision);
}
