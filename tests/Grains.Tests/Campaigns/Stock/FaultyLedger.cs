using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>The real ledger, with the faults that a test asks for: one for each of the next commits.</summary>
internal sealed class FaultyLedger(IStockTable real) : IStockTable
{
    private readonly Lock _lock = new();
    private int _openings;
    private int _opening;
    private volatile TaskCompletionSource? _barrier;
    private volatile TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<LedgerFault> NextFaults { get; } = [];

    /// <summary>Completes when a commit has reached the barrier.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Keeps commits from the disk until it is completed.</summary>
    public TaskCompletionSource RaiseBarrier()
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _barrier = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>How often a shard was read from the ledger.</summary>
    public int Openings => _openings;

    /// <summary>The most shards that were read at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public async Task<ShardOpening?> OpenAsync(StockShardKey key, IShardReader reader, CancellationToken ct)
    {
        Interlocked.Increment(ref _openings);
        lock (_lock)
            MostAtOnce = Math.Max(MostAtOnce, ++_opening);
        try
        {
            return await real.OpenAsync(key, reader, ct);
        }
        finally
        {
            lock (_lock)
                _opening--;
        }
    }

    public Task<OrderState?> FindAsync(StockShardKey key, OrderId order, CustomerId customer) =>
        real.FindAsync(key, order, customer);

    public Task<ShardCounters?> ReadCountersAsync(StockShardKey key, long epoch, CancellationToken ct) =>
        real.ReadCountersAsync(key, epoch, ct);

    public async Task<ShardCommit> CommitAsync(ShardBatch batch, CancellationToken ct)
    {
        if (_barrier is { } barrier)
        {
            _reached.TrySetResult();
            await barrier.Task;
        }
        NextFaults.TryDequeue(out var fault);
        if (fault == LedgerFault.ThrowsBefore)
            throw new TimeoutException("The commit never came.");
        var commit = await real.CommitAsync(batch, ct);
        if (fault == LedgerFault.CommitsThenThrows)
            throw new TimeoutException("The commit came; its answer did not.");
        return commit;
    }
}
