using Microsoft.Data.Sqlite;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// The ledger in one SQLite file: readers on their own connections, all writes through <see cref="SqliteWriter"/>.
/// WAL with synchronous FULL: a commit is on disk before it is answered (NORMAL loses the last ones at power loss).
/// </summary>
public sealed class SqliteDatabase : LedgerDatabase, IAsyncDisposable
{
    private readonly string _connectionString;

    // Made at the first write: the file's schema may not stand yet when this is made.
    private readonly Lazy<SqliteWriter> _writer;

    public SqliteDatabase(string connectionString, LedgerOptions options)
    {
        _connectionString = connectionString;
        _writer = new(() => new SqliteWriter(Open(connectionString), options));
    }

    public static string ConnectionString(string dataDirectory) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "ledger.db"),
            Pooling = true,
        }.ToString();

    public static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
            + "PRAGMA busy_timeout = 3000; PRAGMA cache_size = -65536;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    // SQLite has no asynchronous calls: a read leaves the caller's thread, or a grain's turn would block on the disk.
    public override Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        Task.Run(
            async () =>
            {
                using var connection = Open(_connectionString);
                return await work(new(connection, null, LedgerDialect.Sqlite, ct));
            },
            ct
        );

    public override Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        Task.Run(
            async () =>
            {
                using var connection = Open(_connectionString);
                // Deferred: it takes no lock, and from its first read on it sees that moment.
                using var transaction = connection.BeginTransaction(deferred: true);
                return await work(new(connection, transaction, LedgerDialect.Sqlite, ct));
            },
            ct
        );

    public override Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        _writer.Value.RunAsync(
            (connection, transaction) =>
                work(new(connection, transaction, LedgerDialect.Sqlite, ct)).GetAwaiter().GetResult()
        );

    /// <summary>Runs synchronous work on the writer thread, inside a transaction that others may share.</summary>
    internal Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work) => _writer.Value.RunAsync(work);

    public async ValueTask DisposeAsync()
    {
        if (_writer.IsValueCreated)
            await _writer.Value.DisposeAsync();
        using var forPool = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(forPool);
    }
}
