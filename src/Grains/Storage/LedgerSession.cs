using System.Data.Common;

namespace FuelGrains.Grains.Storage;

/// <summary>A connection in use, speaking the SQL that both dialects share.</summary>
public sealed class LedgerSession(
    DbConnection connection,
    DbTransaction? transaction,
    LedgerDialect dialect,
    CancellationToken ct,
    TimeSpan? commandTimeout = null
)
{
    private bool _failed;

    /// <summary>See <see cref="LedgerDialect.SkipLocked"/>.</summary>
    public string SkipLocked => dialect.SkipLocked;

    /// <summary>See <see cref="LedgerDialect.Keep"/>.</summary>
    public string Keep => dialect.Keep;

    /// <summary>See <see cref="LedgerDialect.AnyOf"/>.</summary>
    public string AnyOf<T>(string name)
        where T : notnull => dialect.AnyOf<T>(name);

    public LedgerCommand Sql(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        if (commandTimeout is { } limit)
            command.CommandTimeout = (int)Math.Ceiling(limit.TotalSeconds);
        return new(command, this);
    }

    /// <summary>
    /// Refuses to commit after a failed statement whose exception was caught inside the transaction: PostgreSQL answers COMMIT with
    /// ROLLBACK then, and the driver returns as if it had committed.
    /// </summary>
    public void ThrowIfFailed()
    {
        if (_failed)
            throw new InvalidOperationException("A statement of this transaction failed, so it must not be committed.");
    }

    internal LedgerDialect Dialect => dialect;

    internal async Task<T> RunAsync<T>(DbCommand command, Func<DbCommand, CancellationToken, Task<T>> run)
    {
        await using var owned = command;
        try
        {
            return await run(command, ct);
        }
        catch
        {
            _failed = true;
            throw;
        }
    }
}

/// <summary>A statement being filled with its parameters.</summary>
public readonly struct LedgerCommand(DbCommand command, LedgerSession session)
{
    public LedgerCommand With(string name, object? value)
    {
        session.Dialect.AddParameter(command, name, value);
        return this;
    }

    public LedgerCommand WithUnlessNull(string name, object? value) => value is null ? this : With(name, value);

    /// <summary>The values of a list: the text has <see cref="LedgerSession.AnyOf"/> where it stands.</summary>
    public LedgerCommand WithAnyOf<T>(string name, IEnumerable<T> values)
        where T : notnull
    {
        session.Dialect.AddList(command, name, values);
        return this;
    }

    /// <summary>Runs it; answers how many rows it touched.</summary>
    public Task<int> ExecuteAsync() => session.RunAsync(command, (sql, stop) => sql.ExecuteNonQueryAsync(stop));

    /// <summary>The first row, or default when there is none.</summary>
    public Task<T?> FirstAsync<T>(Func<LedgerRow, T> map)
    {
        var dialect = session.Dialect;
        return session.RunAsync(
            command,
            async (sql, stop) =>
            {
                await using var reader = await sql.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop) ? map(new(reader, dialect)) : default;
            }
        );
    }

    public async Task<ImmutableArray<T>> ListAsync<T>(Func<LedgerRow, T> map)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        await EachAsync(row => rows.Add(map(row)));
        return rows.DrainToImmutable();
    }

    public Task EachAsync(Action<LedgerRow> row)
    {
        var dialect = session.Dialect;
        return session.RunAsync(
            command,
            async (sql, stop) =>
            {
                await using var reader = await sql.ExecuteReaderAsync(stop);
                while (await reader.ReadAsync(stop))
                    row(new(reader, dialect));
                return true;
            }
        );
    }
}

/// <summary>A row being read, by position.</summary>
public readonly struct LedgerRow(DbDataReader reader, LedgerDialect dialect)
{
    public Guid Id(int i) => dialect.ReadId(reader, i);

    public Guid? IdOrNull(int i) => reader.IsDBNull(i) ? null : dialect.ReadId(reader, i);

    public DateTimeOffset Time(int i) => dialect.ReadTime(reader, i);

    public DateTimeOffset? TimeOrNull(int i) => reader.IsDBNull(i) ? null : dialect.ReadTime(reader, i);

    public long Long(int i) => reader.GetInt64(i);

    public long? LongOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetInt64(i);

    public int Int(int i) => checked((int)reader.GetInt64(i));

    /// <summary>A sum: PostgreSQL gives numeric, SQLite an integer.</summary>
    public long Sum(int i) => Convert.ToInt64(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture);

    public string Text(int i) => reader.GetString(i);

    public int? IntOrNull(int i) => reader.IsDBNull(i) ? null : Int(i);

    public string? TextOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
}
