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
    /// <exception cref="TimeoutException">Every round was lost; nothing was written.</exception>
    internal async Task<(FuelOrder Seen, FuelOrder Next)?> ChangeAsync(
        OrderId id,
        Func<FuelOrder, FuelOrder> change,
        Func<LedgerSession, FuelOrder, Task>? beside = null
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
                    if (!await FuelCommit.WriteAsync(session, seen, next, time.GetUtcNow()))
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

    /// <summary>Counts a failed step and schedules the next one. Changes nothing when the order changed since it was seen.</summary>
    internal Task RetryAsync(FuelOrder seen, DateTimeOffset next) =>
        database.WriteAsync(session => FuelOrderTable.RetryAsync(session, seen, next), CancellationToken.None);
}
