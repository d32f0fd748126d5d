using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FuelGrains.Grains.Storage;

/// <summary>Brings a database up to this program's schema: the numbered scripts of its dialect, each once, in name order.</summary>
public static class LedgerMigrator
{
    private const string Journal = "schema_journal";

    // Every version of the program must take the same number. Another program in the same database is unlikely to choose it.
    private const long PostgresLock = 0x46_75_65_6C_47_72_61;

    // A later script may rewrite a large table. With the driver's limit of 30 seconds each start would fail in turn.
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Several processes may start together: the first applies the scripts, the others wait and find nothing to do.</summary>
    public static async Task MigratePostgresAsync(string connectionString, ILogger log, CancellationToken ct)
    {
        // The connection is not pooled: closing it must end the session, because the session holds the lock.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var where = $"PostgreSQL database '{unpooled.Database}' at {unpooled.Host}:{unpooled.Port}";
        try
        {
            await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
            await connection.OpenAsync(ct);
            if (connection.PostgreSqlVersion.Major < 15)
                throw new LedgerMigrationException(
                    $"The {where} runs version {connection.PostgreSqlVersion}, but 15 or newer is needed."
                );

            await RefusePoolerAsync(connection, where, ct);
            var schema =
                await SessionAsync(connection, "SELECT current_schema()", ct) as string
                ?? throw new LedgerMigrationException(
                    $"The {where} has no schema to create tables in: check its search_path."
                );
            await SessionAsync(connection, $"SELECT pg_advisory_lock({PostgresLock})", ct);
            var engine = DeployChanges
                .To.PostgresqlDatabase(unpooled.ConnectionString)
                .JournalToPostgresqlTable(schema, Journal);
            await Task.Run(() => Apply(engine, "postgres", where, log), ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new LedgerMigrationException($"The {where} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The caller holds the data directory's lock: SQLite does not keep two migrating processes apart.</summary>
    public static void MigrateSqlite(string connectionString, ILogger log)
    {
        var unpooled = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        var where = $"SQLite file '{unpooled.DataSource}'";
        try
        {
            // The file keeps the journal mode, so later connections need not set it.
            using (var connection = new SqliteConnection(unpooled.ConnectionString))
            {
                connection.Open();
                using var wal = connection.CreateCommand();
                wal.CommandText = "PRAGMA journal_mode = WAL";
                wal.ExecuteNonQuery();
            }

            Apply(
                DeployChanges.To.SqliteDatabase(unpooled.ConnectionString).JournalToSqliteTable(Journal),
                "sqlite",
                where,
                log
            );
        }
        catch (SqliteException e)
        {
            throw new LedgerMigrationException($"The {where} cannot be used: {e.Message}", e);
        }
    }

    // A pooler hands one server session to many: prepared statements meet another session, and the lock below stays behind on it.
    private static async Task RefusePoolerAsync(NpgsqlConnection connection, string where, CancellationToken ct)
    {
        if (
            await SessionAsync(connection, "SELECT pg_backend_pid()", ct) is int server
            && server != connection.ProcessID
        )
            throw new LedgerMigrationException(
                $"The {where} is reached through a connection pooler such as pgbouncer, but the ledger needs sessions of its own: "
                    + "name PostgreSQL itself in ConnectionStrings:Postgres."
            );
    }

    private static async Task<object?> SessionAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // The command has no time limit: the holder of the lock may run a long script. The caller's token ends the wait.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(ct);
    }

    private static void Apply(UpgradeEngineBuilder builder, string dialect, string where, ILogger log)
    {
        // Variables are disabled: a dollar sign in a script is SQL.
        var result = builder
            .WithScripts(Scripts(dialect))
            .WithScriptNameComparer(StringComparer.Ordinal)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .WithExecutionTimeout(ScriptTimeout)
            .LogTo(log)
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new LedgerMigrationException(
                $"The schema of the {where} cannot be brought up to date: "
                    + $"{result.ErrorScript?.Name ?? "the journal"} failed: {result.Error.Message}",
                result.Error
            );
    }

    // The journal keeps the bare file name, so a script may move in the source without being applied again.
    private static IEnumerable<SqlScript> Scripts(string dialect)
    {
        var assembly = typeof(LedgerMigrator).Assembly;
        var prefix = $"{typeof(LedgerMigrator).Namespace}.Schema.{dialect}.";
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
        )
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new SqlScript(resource[prefix.Length..], text.ReadToEnd());
        }
    }
}

/// <summary>The schema could not be brought up to date. The message is one sentence for the person who started the program.</summary>
public sealed class LedgerMigrationException(string message, Exception? inner = null) : Exception(message, inner);
