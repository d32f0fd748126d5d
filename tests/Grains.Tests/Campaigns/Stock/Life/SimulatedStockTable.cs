using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Life;

/// <summary>
/// The real table of stock shards under a seeded scheduler. A call may be late, may never arrive, and its answer may be lost. A call that
/// is under way reaches the disk although its caller dies.
/// </summary>
internal sealed class SimulatedStockTable(LedgerFixture ledger, SeededScheduler scheduler) : IStockTable
{
    private readonly SimulatedProcess _network = new(scheduler);

    public DatabaseFaults Faults { get; set; } = DatabaseFaults.None;

    /// <summary>A planted bug: the writer hears of a commit before it is on disk.</summary>
    public bool AnswersBeforeCommit { get; init; }

    /// <summary>A planted bug: batches are written whoever owns the shard.</summary>
    public bool IgnoresFence { get; init; }

    /// <summary>Runs after each commit, when the state on disk can be judged.</summary>
    public Action Committed { get; set; } = () => { };

    public Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct) =>
        CarryAsync(() => ledger.Stock.OpenAsync(key, reader, ct));

    public Task<OrderState?> FindAsync(StockShardKey key, OrderId order, CustomerId customer) =>
        CarryAsync(() => ledger.Stock.FindAsync(key, order, customer));

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        CarryAsync(() => ledger.Stock.ReadCountersAsync(key, epoch, ct));

    public Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct)
    {
        var commit = CarryAsync(async () =>
            await ledger.Stock.CommitAsync(IgnoresFence ? await UnfencedAsync(batch) : batch, ct)
        );
        return AnswersBeforeCommit ? Task.FromResult(Now(() => PromisedAsync(batch))) : commit;
    }

    /// <summary>Runs a call to the ledger at once; nothing else of the simulation runs meanwhile.</summary>
    public static T Now<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();

    private Task<T> CarryAsync<T>(Func<Task<T>> call)
    {
        var answer = new TaskCompletionSource<T>();
        _network.Start(async () =>
        {
            try
            {
                if (scheduler.Chance(Faults.Stalls))
                    await scheduler.DelayAsync(scheduler.Between(0, 3));
                if (scheduler.Chance(Faults.ThrowsBefore))
                    throw new TimeoutException("The ledger did not answer; nothing was written.");
                var result = Now(call);
                Committed();
                await Task.Yield();
                if (scheduler.Chance(Faults.CommitsThenThrows))
                    throw new TimeoutException("The ledger did not answer; everything was written.");
                answer.SetResult(result);
            }
            catch (Exception unknown) when (unknown is not BrokenPromiseException)
            {
                answer.SetException(unknown);
            }
        });
        return answer.Task;
    }

    private async Task<ShardBatch> UnfencedAsync(ShardBatch batch)
    {
        var copy = new ShardBatch
        {
            Key = batch.Key,
            Epoch = (await ShardAsync(batch)).Epoch,
            NextPayBy = batch.NextPayBy,
        };
        copy.Holds.AddRange(batch.Holds);
        copy.Moves.AddRange(batch.Moves);
        copy.OutboxMessages.AddRange(batch.OutboxMessages);
        return copy;
    }

    private async Task<ShardCommit> PromisedAsync(ShardBatch batch)
    {
        var now = await ShardAsync(batch);
        return ShardCommit.Of(
            new(
                now.Revision + 1,
                now.Allotted,
                now.Held + batch.Holds.Sum(h => h.Quantity) + batch.Moves.Sum(m => m.HeldDelta),
                now.Confirmed + batch.Moves.Sum(m => m.ConfirmedDelta)
            )
        );
    }

    private async Task<ShardStock> ShardAsync(ShardBatch batch) =>
        (await ledger.ShardsAsync(batch.Key.Campaign))[batch.Key.Shard];
}

/// <summary>Something that a customer was told is not so, or the counters do not add up.</summary>
public sealed class BrokenPromiseException(string what) : Exception(what);
