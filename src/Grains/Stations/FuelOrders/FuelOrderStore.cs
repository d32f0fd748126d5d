using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>Reads fuel orders, and changes them by optimistic concurrency: decide, write from the version that was seen, repeat.</summary>
public sealed class FuelOrderStore(LedgerDatabase database, FuelOrderNotifier notifier, TimeProvider time)
{
    /// <summary>The most rounds of one change. Each round is lost to a change by somebody else, so more rounds mean a fault.</summary>
    private const int MostRounds = 5;

    public Task<FuelOrder?> FindAsync(OrderId order) =>
        database.ReadAsync(session => FuelOrderTable.FindAsync(session, order));

    /// <summary>Changes an order, and decides again when somebody else changed it first. Null for an unknown order.</summary>
    /// <param name="change">The order as it should be, or the same order when nothing is to be done.</param>
    /// <param name="beside">Further writes of the same commit.</param>
    /// <param name="decision">The decision of staff that makes the change; null for the order's own steps.</param>
    /// <exception cref="TimeoutException">Every round was lost; nothing was written.</exception>
    internal async Task<(FuelOrder Seen, FuelOrder Next)?> ChangeAsync(
        OrderId id,
        Func<FuelOrder, FuelOrder> change,
        Func<LedgerSession, FuelOrder, Task>? beside = null,
        RefundAuthor? decision = null
    )
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (await FindAsync(id) is not { } seen)
                return null;
            var next = change(seen);
            if (next == seen)
                return (seen, seen);
            var written = await database.WriteAsync(
                async session =>
                {
                    // Before the payment's lock, as all who ask for refunds take them.
                    if (decision is { } author)
                        await RefundAskerTable.LockAsync(session, author.AskedBy);
                    if (
                        !await FuelCommit.WriteAsync(
                            session,
                            seen,
                            next,
                            decision ?? RefundAuthor.Rule,
                            time.GetUtcNow()
                        )
                    )
                        return false;
                    if (beside is not null)
                        await beside(session, seen);
                    return true;
                },
                CancellationToken.None
            );
            if (!written)
                continue;
            await notifier.OnCommittedAsync(seen, next);
            return (seen, next with { Version = seen.Version + 1 });
        }
        throw new TimeoutException($"Fuel order {id} changes too often.");
    }

    /// <summary>
    /// Cancels the order for its driver, if its row allows that at once. The decision is null for an unknown order.
    /// </summary>
    /// <exception cref="FuelConflictException">The payment is frozen; nothing was written.</exception>
    internal async Task<(FuelCancelDecision? Decision, FuelOrder? Order)> CancelAsync(OrderId id)
    {
        FuelCancelDecision? decision = null;
        try
        {
            var changed = await ChangeAsync(
                id,
                order =>
                {
                    (decision, var next) = FuelOrderRule.Cancel(order, time.GetUtcNow());
                    return next;
                },
                EndUnsentAsync
            );
            return (decision, changed?.Next);
        }
        catch (PumpMayBeLiveException)
        {
            return (FuelCancelDecision.LockFirst, await FindAsync(id));
        }
    }

    /// <summary>Writes that UNLOCKPUMP may leave from now on. Null: the order does not want its pump unlocked any more.</summary>
    internal async Task<FuelOrder?> BeginUnlockingAsync(OrderId id) =>
        await ChangeAsync(id, order => FuelOrderRule.BeginUnlocking(order, time.GetUtcNow()))
            is { Next: { AwaitsFuel: true, Phase: FuelPhase.Authorising } order }
            ? order
            : null;

    /// <summary>
    /// Refunds the whole order, whose pump certainly gives no fuel for it, in the commit that ends its authorisation: a request that is
    /// still on its way finds it ended. False: the authorisation may still lead to fuel, or did; nothing was written.
    /// </summary>
    /// <exception cref="FuelConflictException">The payment is frozen; nothing was written.</exception>
    internal async Task<bool> RefundUnusedAsync(OrderId id, string why)
    {
        try
        {
            var changed = await ChangeAsync(
                id,
                order => FuelOrderRule.Unused(order, why, time.GetUtcNow()),
                EndUnsentAsync
            );
            return changed is { Next.Phase: FuelPhase.Refunded };
        }
        catch (PumpMayBeLiveException)
        {
            return false;
        }
    }

    // An order that was never paid has no authorisation, and gets none.
    private async Task EndUnsentAsync(LedgerSession session, FuelOrder seen)
    {
        if (
            seen.AwaitsFuel
            && await AuthorisationStore.EndUnsentAsync(session, seen, time.GetUtcNow())
                is not { State: AuthorisationState.Released }
        )
            throw new PumpMayBeLiveException();
    }

    /// <summary>Counts a failed step and schedules the next one. Changes nothing when the order changed since it was seen.</summary>
    internal Task RetryAsync(FuelOrder seen, DateTimeOffset next) =>
        database.WriteAsync(session => FuelOrderTable.RetryAsync(session, seen, next), CancellationToken.None);

    private sealed class PumpMayBeLiveException() : Exception("The authorisation of the order may still lead to fuel.");
}
