using System.Collections.Concurrent;
using System.Data.Common;
using FuelGrains.Grains.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.Grains.Tests.Simulation;

/// <summary>How often a simulated database misbehaves, as shares of its calls.</summary>
/// <param name="Stalls">The call waits for up to three seconds first, so that others overtake it.</param>
internal sealed record DatabaseFaults(double ThrowsBefore, double CommitsThenThrows, double Stalls)
{
    public static readonly DatabaseFaults None = new(0, 0, 0);
}

/// <summary>
/// A ledger under a seeded scheduler. The SQL and the store are real, on one connection; each transaction is one step. The calls may
/// throw before anything happened, throw after their commit, stall, and be overtaken by others.
/// </summary>
internal sealed class SimulatedDatabase(DbConnection connection, LedgerDialect dialect, SeededScheduler scheduler)
    : LedgerDatabase
{
    public DatabaseFaults Faults { get; set; } = DatabaseFaults.None;

    /// <summary>A planted bug: callers hear the result before it is on disk, and a crash in between loses it.</summary>
    public bool AnswersBeforeCommit { get; init; }

    /// <summary>Runs after each commit, when the state on disk can be judged.</summary>
    public Action Committed { get; set; } = () => { };

    public override async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await ArriveAsync();
        return Now(work);
    }

    public override async Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await ArriveAsync();
        if (scheduler.Chance(Faults.ThrowsBefore))
            throw new TimeoutException("The database did not answer; nothing was written.");
        if (AnswersBeforeCommit)
        {
            var promised = Exclusively(() => WriteNowAsync(work, commits: false));
            _ = CommitLaterAsync(work);
            return promised;
        }
        var result = Exclusively(() => WriteNowAsync(work, commits: true));
        Committed();
        // The answer is on its way: its caller may die before it comes.
        await Task.Yield();
        return scheduler.Chance(Faults.CommitsThenThrows)
            ? throw new TimeoutException("The database did not answer; everything was written.")
            : result;
    }

    public override Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        ReadAsync(work, ct);

    /// <summary>Reads at once, for judging: no fault, and no step of the simulation.</summary>
    public T Now<T>(Func<LedgerSession, Task<T>> work) => Exclusively(() => work(Session(null)));

    private async Task CommitLaterAsync<T>(Func<LedgerSession, Task<T>> work)
    {
        await scheduler.DelayAsync(scheduler.Between(0, 2));
        Exclusively(() => WriteNowAsync(work, commits: true));
        Committed();
    }

    private async Task ArriveAsync()
    {
        await Task.Yield();
        if (scheduler.Chance(Faults.Stalls))
            await scheduler.DelayAsync(scheduler.Between(0, 3));
    }

    private async Task<T> WriteNowAsync<T>(Func<LedgerSession, Task<T>> work, bool commits)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        T result;
        try
        {
            result = await work(Session(transaction));
        }
        catch (PostgresException refused) when (refused.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new LedgerRefusedException(refused.MessageText, refused);
        }
        catch (SqliteException refused) when (refused.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new LedgerRefusedException(refused.Message, refused);
        }
        if (commits)
            await transaction.CommitAsync();
        return result;
    }

    private LedgerSession Session(DbTransaction? transaction) =>
        new(connection, transaction, dialect, CancellationToken.None);

    // Nothing else of the simulation runs meanwhile, so the same seed meets the same database.
    private static T Exclusively<T>(Func<Task<T>> work)
    {
        var outer = SynchronizationContext.Current;
        using var steps = new BlockingCollection<(SendOrPostCallback, object?)>();
        SynchronizationContext.SetSynchronizationContext(new OneAtATime(steps));
        try
        {
            var task = work();
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(
                    _ => steps.CompleteAdding(),
                    CancellationToken.None,
                    TaskContinuationOptions.None,
                    TaskScheduler.Default
                );
                foreach (var (callback, state) in steps.GetConsumingEnumerable())
                    callback(state);
            }
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private sealed class OneAtATime(BlockingCollection<(SendOrPostCallback, object?)> steps) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => steps.Add((d, state));

        public override SynchronizationContext CreateCopy() => this;
    }
}
