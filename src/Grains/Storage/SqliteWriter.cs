using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// SQLite's one writer: a thread that takes what has gathered, runs each piece in a savepoint of one transaction,
/// commits once, and only then answers. A piece that is refused is undone alone.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly Channel<Work> _queue;
    private readonly SqliteConnection _connection;
    private readonly int _maxPerCommit;
    private readonly Task _stopped;

    public SqliteWriter(SqliteConnection connection, LedgerOptions options)
    {
        _connection = connection;
        _maxPerCommit = options.MaxWritesPerCommit;
        _queue = Channel.CreateBounded<Work>(
            new BoundedChannelOptions(options.MaxQueuedWrites) { SingleReader = true }
        );
        _stopped = Task.Factory.StartNew(
            Loop,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public Task<T> RunAsync<T>(Func<SqliteConnection, SqliteTransaction, T> run)
    {
        var work = new Work<T>(run);
        if (!_queue.Writer.TryWrite(work))
            throw new LedgerBusyException("The ledger's write queue is full or closed.");
        return work.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped;
        _connection.Dispose();
    }

    private void Loop()
    {
        var batch = new List<Work>(_maxPerCommit);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < _maxPerCommit && _queue.Reader.TryRead(out var work))
                batch.Add(work);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var work in batch)
            {
                transaction.Save("work");
                if (!work.TryRun(_connection, transaction))
                    transaction.Rollback("work");
                transaction.Release("work");
            }
            transaction.Commit();
        }
#pragma warning disable CA1031 // whatever it was, everyone in the commit must hear of it, and the thread must live on
        catch (Exception unknown)
        {
            foreach (var work in batch)
                work.Fail(unknown);
            return;
        }
#pragma warning restore CA1031
        foreach (var work in batch)
            work.Complete();
    }

    private abstract class Work
    {
        public abstract bool TryRun(SqliteConnection connection, SqliteTransaction transaction);
        public abstract void Complete();
        public abstract void Fail(Exception error);
    }

    private sealed class Work<T>(Func<SqliteConnection, SqliteTransaction, T> run) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _error;

        public Task<T> Task => _done.Task;

        // Whatever one piece throws belongs to its caller alone; the rest of the commit goes on.
        public override bool TryRun(SqliteConnection connection, SqliteTransaction transaction)
        {
            const int constraint = 19;
            try
            {
                _result = run(connection, transaction);
                return true;
            }
            catch (SqliteException refused) when (refused.SqliteErrorCode == constraint)
            {
                _error = new LedgerRefusedException(refused.Message, refused);
            }
#pragma warning disable CA1031 // handed to the caller, who is the one to judge it
            catch (Exception error)
            {
                _error = error;
            }
#pragma warning restore CA1031
            return false;
        }

        public override void Complete()
        {
            if (_error is null)
                _done.TrySetResult(_result!);
            else
                _done.TrySetException(_error);
        }

        public override void Fail(Exception error) => _done.TrySetException(_error ?? error);
    }
}
