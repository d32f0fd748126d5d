namespace FuelGrains.Grains.Storage;

/// <summary>
/// The ledger's database. A read sees what is committed; a write is one transaction that is on disk when the task
/// completes. Nothing happened of a write that throws <see cref="LedgerRefusedException"/> or <see cref="LedgerBusyException"/>; after any
/// other exception its outcome is unknown.
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

/// <summary>A constraint refused the write, and nothing of it happened.</summary>
public sealed class LedgerRefusedException(string message, Exception? inner = null) : Exception(message, inner);
