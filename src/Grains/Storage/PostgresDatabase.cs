using System.Data;
using Npgsql;

namespace FuelGrains.Grains.Storage;

/// <summary>The ledger on PostgreSQL: one pool, READ COMMITTED, synchronous_commit on whatever the server's default is.</summary>
public sealed class PostgresDatabase(NpgsqlDataSource source, LedgerOptions options) : LedgerDatabase, IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public static PostgresDatabase Create(string connectionString, LedgerOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.MaxPoolSize = options.MaxConnections;
        settings.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        settings.Timeout = settings.CommandTimeout;
        settings.ApplicationName ??= "fuelgrains";
        // No code here changes a session beyond its transaction, so a returned connection is clean. Seven statements less a commit.
        settings.NoResetOnClose = true;
        // An acknowledged order is on disk: never inherit a server-wide "off".
        settings.Options = $"{settings.Options} -c synchronous_commit=on".TrimStart();
        return new(builder.Build(), options);
    }

    public override async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await work(new(connection, null, LedgerDialect.Postgres, ct));
    }

    public override async Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
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

    public override async Task<T> SnapshotAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var session = new LedgerSession(connection, transaction, LedgerDialect.Postgres, ct, options.SnapshotTimeout);
        await session.Sql("SET TRANSACTION READ ONLY").ExecuteAsync();
        return await work(session);
    }

    // Outside a transaction each statement is one.
    public override async Task<T> WriteOneAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        using var standby = new StandbyWatch(connection);
        var result = await work(new(connection, null, LedgerDialect.Postgres, ct));
        standby.ThrowIfWarned();
        return result;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
