using System.Data;
using Npgsql;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// The ledger on PostgreSQL: READ COMMITTED, and three pools. Shard batches have one to themselves, so nothing else that waits for the
/// database keeps an order from its commit; openings of shards have one, because they take longer than a command may.
/// </summary>
public sealed class PostgresDatabase : LedgerDatabase, IAsyncDisposable
{
    // An acknowledged order is on disk, so a server-wide "off" of synchronous_commit is never inherited. A plan must not depend on
    // statistics that a young table lacks: where an index serves, the planner takes it. Without a sequential scan to compare with, its
    // costs mean nothing, so they must not start the JIT compiler.
    private const string Sessions = "-c synchronous_commit=on -c enable_seqscan=off -c jit=off";

    // A batch's statement is prepared once a connection. Its plan never depends on the values of one batch, and its joins are hashed: a
    // nested loop over 512 orders and 512 changes compares each with each.
    private const string CommitSessions = $"{Sessions} -c plan_cache_mode=force_generic_plan -c enable_nestloop=off";

    // The driver's 8 KiB cost a million rows some 14,000 waits for the socket, each of which wakes two threads.
    private const int OpeningReadBuffer = 262_144;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _commits;
    private readonly NpgsqlDataSource _openings;
    private readonly LedgerOptions _options;

    private PostgresDatabase(
        NpgsqlDataSource source,
        NpgsqlDataSource commits,
        NpgsqlDataSource openings,
        LedgerOptions options
    ) => (_source, _commits, _openings, _options) = (source, commits, openings, options);

    public NpgsqlDataSource Source => _source;

    /// <param name="configure">Further settings of both pools, such as tracing.</param>
    public static PostgresDatabase Create(
        string connectionString,
        LedgerOptions options,
        Action<NpgsqlDataSourceBuilder>? configure = null
    )
    {
        NpgsqlDataSource Build(int connections, TimeSpan timeout, string sessions, int? readBuffer = null)
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            var settings = builder.ConnectionStringBuilder;
            settings.MaxPoolSize = connections;
            settings.CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds);
            settings.Timeout = settings.CommandTimeout;
            settings.ReadBufferSize = readBuffer ?? settings.ReadBufferSize;
            settings.ApplicationName ??= "fuelgrains";
            // No code here changes a session beyond its transaction, so a returned connection is clean. Seven statements less a commit.
            settings.NoResetOnClose = true;
            settings.Options = $"{settings.Options} {sessions}".TrimStart();
            configure?.Invoke(builder);
            return builder.Build();
        }

        return new(
            Build(options.MaxConnections, options.CommandTimeout, Sessions),
            Build(options.MaxCommitConnections, options.CommandTimeout, CommitSessions),
            Build(options.MaxOpenConnections, options.OpenTimeout, Sessions, OpeningReadBuffer),
            options
        );
    }

    public override async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await work(new(connection, null, LedgerDialect.Postgres, ct));
    }

    public override async Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        return await WriteAsync(connection, work, ct);
    }

    public override async Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var session = new LedgerSession(connection, transaction, LedgerDialect.Postgres, ct, _options.SnapshotTimeout);
        // A snapshot sums up whole tables, so it may scan them.
        await session.Sql("SET TRANSACTION READ ONLY; SET LOCAL enable_seqscan = on").ExecuteAsync();
        return await work(session);
    }

    /// <summary>A connection whose waits may each take as long as <see cref="LedgerOptions.OpenTimeout"/>.</summary>
    internal NpgsqlConnection OpenReader() => _openings.OpenConnection();

    /// <summary>A read whose commands may each take as long as <see cref="LedgerOptions.OpenTimeout"/>.</summary>
    internal async Task<T> ReadShardAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await _openings.OpenConnectionAsync(ct);
        return await work(new(connection, null, LedgerDialect.Postgres, ct, _options.OpenTimeout));
    }

    /// <summary>A connection of the pool that shard batches have to themselves.</summary>
    /// <exception cref="LedgerBusyException">None was to be had within <see cref="LedgerOptions.CommandTimeout"/>.</exception>
    internal async Task<NpgsqlConnection> OpenCommitAsync(CancellationToken ct)
    {
        try
        {
            return await _commits.OpenConnectionAsync(ct);
        }
        catch (Exception none) when (none is NpgsqlException or TimeoutException)
        {
            throw new LedgerBusyException($"No connection for a commit: {none.Message}", none);
        }
    }

    internal static async Task<T> WriteAsync<T>(
        NpgsqlConnection connection,
        Func<LedgerSession, Task<T>> work,
        CancellationToken ct
    )
    {
        using var standby = new StandbyWatch(connection);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var session = new LedgerSession(connection, transaction, LedgerDialect.Postgres, ct);
        T result;
        try
        {
            result = await work(session);
        }
        catch (PostgresException refused) when (refused.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new LedgerRefusedException(refused.MessageText, refused);
        }
        session.ThrowIfFailed();
        await transaction.CommitAsync(ct);
        standby.ThrowIfWarned();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _openings.DisposeAsync();
        await _source.DisposeAsync();
    }

    // Outside a transaction each statement is one.
    public override Task<T> WriteOneAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default) =>
        ReadAsync(work, ct);
}
