using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Campaigns.Stock.Requests;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// A shard's one batch writer: while a commit is on its way the next batch gathers; callers are answered after
/// their commit. When an outcome is unknown, or another owner has raised the fencing epoch, memory is invalidated:
/// everyone waiting is told to ask again by key, and nothing more is decided from it. A batch that could not be sent keeps memory as it
/// is: its callers are told to ask again by key, and the same batch is tried again until it is sent.
/// </summary>
internal sealed partial class ShardWriter(
    StockShard shard,
    IStockTable table,
    StockShardLimits limits,
    TimeProvider time,
    ILogger log,
    CancellationToken stop
)
{
    private readonly Dictionary<int, ReplyPlace<HoldReply>> _holders = [];
    private readonly Dictionary<int, TaskCompletionSource<TransitionReply>> _movers = [];
    private readonly List<TaskCompletionSource<bool>> _lenders = [];
    private readonly Dictionary<TeamId, TaskCompletionSource<TeamCloseOutcome>> _closers = [];
    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(25), TimeSpan.FromSeconds(1));

    private Task _loop = Task.CompletedTask;
    private bool _stops;

    /// <summary>True when nothing may be decided from this memory any more.</summary>
    public bool IsInvalidated { get; private set; }

    /// <summary>True when no batch is on its way to the disk.</summary>
    public bool IsIdle => _loop.IsCompleted;

    /// <summary>Runs after each commit, before its callers hear of it.</summary>
    public required Action<ShardBatch, ShardCommit> Committed { get; init; }

    /// <summary>Runs once, when memory has become worthless.</summary>
    public required Action Invalidated { get; init; }

    public async Task<HoldReply> WaitForHold(int slot)
    {
        var replies = new Replies<HoldReply>(1);
        WaitForHold(slot, new(replies, 0));
        Wake();
        return (await replies.All)[0];
    }

    /// <summary>Has the reply to a hold put into its place. The caller wakes the writer when it has decided all it has.</summary>
    public void WaitForHold(int slot, ReplyPlace<HoldReply> place) => _holders.Add(slot, place);

    public Task<TransitionReply> WaitForMove(int slot) => Join(_movers, slot);

    public Task<TeamCloseOutcome> WaitForEnd(TeamId team) => Join(_closers, team);

    public Task<bool> WaitForLoan()
    {
        var done = new TaskCompletionSource<bool>();
        _lenders.Add(done);
        Wake();
        return done.Task;
    }

    /// <summary>Starts the loop when there is work and it does not run.</summary>
    public void Wake()
    {
        if (_loop.IsCompleted && shard.HasWork && !IsInvalidated)
            _loop = LoopAsync();
    }

    /// <summary>Lets what was decided reach the disk.</summary>
    public Task WrittenAsync()
    {
        Wake();
        return _loop;
    }

    /// <summary>Lets the gathered batches reach the disk, unless one cannot be sent, then stops deciding.</summary>
    public async Task DrainAsync()
    {
        _stops = true;
        await WrittenAsync();
        Invalidate();
    }

    public void Invalidate()
    {
        if (IsInvalidated)
            return;
        IsInvalidated = true;
        foreach (var place in _holders.Values)
            place.Set(new(HoldOutcome.Retry));
        foreach (var waiter in _movers.Values)
            waiter.TrySetResult(new(TransitionOutcome.Unknown, default, default));
        foreach (var waiter in _lenders)
            waiter.TrySetResult(false);
        foreach (var waiter in _closers.Values)
            waiter.TrySetResult(TeamCloseOutcome.Retry);
        _closers.Clear();
        _holders.Clear();
        _movers.Clear();
        _lenders.Clear();
        Invalidated();
    }

    private Task<T> Join<TKey, T>(Dictionary<TKey, TaskCompletionSource<T>> waiters, TKey slot)
        where TKey : notnull
    {
        // Continuations run in this grain's turn: they only send answers.
        var done = new TaskCompletionSource<T>();
        waiters.Add(slot, done);
        Wake();
        return done.Task;
    }

    private async Task LoopAsync()
    {
        try
        {
            while (shard.HasWork && !IsInvalidated)
            {
                if (limits.Linger > TimeSpan.Zero)
                    await Task.Delay(limits.Linger, time, stop);
                var batch = shard.TakeBatch();
                if (await CommitAsync(batch) is not { } commit)
                    return;
                commit = shard.Apply(batch, commit, time.GetUtcNow());
                Committed(batch, commit);
                Answer(batch, commit);
                if (commit.HasConflicts)
                    Invalidate();
            }
        }
#pragma warning disable CA1031 // a bug, or a stop while lingering: nobody may wait for a loop that has ended
        catch (Exception broken)
        {
            LogUnknown(log, broken, shard.Key, 0);
            Invalidate();
        }
#pragma warning restore CA1031
    }

    private async Task<ShardCommit?> CommitAsync(ShardBatch batch)
    {
        for (var attempt = 0; !IsInvalidated; attempt++)
        {
            try
            {
                var commit = await table.CommitAsync(batch, stop);
                if (!commit.IsStale)
                    return commit;
                LogStale(log, shard.Key, batch.Epoch);
                break;
            }
            catch (LedgerBusyException busy)
            {
                // Nothing was sent, so memory is right, and the decisions that came after these may stand on them: the batch waits.
                LogBusy(log, shard.Key, batch.Count, attempt, busy.Message);
                Postpone(batch);
                if (_stops)
                    break;
            }
#pragma warning disable CA1031 // whatever went wrong, the outcome is unknown, and there is one safe thing to do
            catch (Exception unknown)
            {
                LogUnknown(log, unknown, shard.Key, batch.Count);
                break;
            }
#pragma warning restore CA1031
            await Task.Delay(Pauses.After(attempt), time, stop);
        }
        Invalidate();
        return null;
    }

    // Callers hear at once that they shall ask again by key. Until the batch is on disk they hear that it is under way.
    private void Postpone(ShardBatch batch)
    {
        foreach (var hold in batch.Holds)
            if (_holders.Remove(hold.Slot, out var place))
                place.Set(new(HoldOutcome.Retry));
        foreach (var move in batch.Moves)
            if (_movers.Remove(move.Slot, out var waiter))
                waiter.TrySetResult(new(TransitionOutcome.Unknown, default, default));
    }

    private void Answer(ShardBatch batch, ShardCommit commit)
    {
        foreach (var hold in batch.Holds)
            if (_holders.Remove(hold.Slot, out var place))
                place.Set(
                    commit.Duplicates.Contains(hold.Id) ? new(HoldOutcome.Retry)
                    : commit.Refused.TryGetValue(hold.Id, out var why) ? new(why)
                    : new(HoldOutcome.Held, hold.Id, hold.PayBy, hold.AmountFen)
                );
        foreach (var move in batch.Moves)
            if (_movers.Remove(move.Slot, out var waiter))
                waiter.TrySetResult(
                    commit.Conflicts.Contains(move.Id)
                        ? new(TransitionOutcome.Unknown, default, default)
                        : new(TransitionOutcome.Applied, move.To, move.Cause)
                );
        if (batch.Teams is { } work && _closers.Count > 0)
            foreach (var (team, change) in work.Changed)
                if (change.Status != TeamStatus.Open && _closers.Remove(team, out var waiter))
                    waiter.TrySetResult(TeamCloseOutcome.Done);
        if (batch.Loan is null)
            return;
        foreach (var lender in _lenders)
            lender.TrySetResult(true);
        _lenders.Clear();
    }

    [LoggerMessage(1, LogLevel.Warning, "Shard {Shard}: epoch {Epoch} is no longer the owner; memory dropped.")]
    private static partial void LogStale(ILogger log, StockShardKey shard, long epoch);

    [LoggerMessage(2, LogLevel.Error, "Shard {Shard}: the outcome of a commit of {Count} is unknown; memory dropped.")]
    private static partial void LogUnknown(ILogger log, Exception error, StockShardKey shard, int count);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "Shard {Shard}: a commit of {Count} could not be sent (attempt {Attempt}), it waits: {Reason}"
    )]
    private static partial void LogBusy(ILogger log, StockShardKey shard, int count, int attempt, string reason);
}
