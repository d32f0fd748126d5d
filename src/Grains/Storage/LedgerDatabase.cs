namespace FuelGrains.Grains.Storage;

/// <summary>
/// The ledger's database. A read sees what is committed; a write is one transaction that is on disk when the task
/// completes. A write that throws anything but <see cref="LedgerRefusedException"/> has an unknown outcome.
/// </summary>
public abstract class LedgerDatabase
{
    public abstract Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default);

    public abstract Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default);

    /// <summary>
    /// Reads that all see one moment, however many they are. It costs no lock, but rows that change meanwhile cannot be cleaned
    /// up: keep it to seconds.
    /// </summary>
    public abstract Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default);

    /// <summary>
    /// A write of one statement, which is a transaction by itself where the store allows it: a process that freezes meanwhile leaves no
    /// lock behind.
    /// </summary>
    public virtual Task<T> WriteOneAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        WriteAsync(work, ct);
}

/// <summary>The database refused the write and nothing of it happened: a constraint, or a full queue.</summary>
public class LedgerRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The write was never sent, for want of a connection or of room in the queue: it may be tried again as it is.</summary>
public sealed class LedgerBusyException(string message, Exception? inner = null)
    : LedgerRefusedException(message, inner);
