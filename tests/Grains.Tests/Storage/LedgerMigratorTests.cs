using FuelGrains.Grains.Storage;
using FuelGrains.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class LedgerMigratorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Six_processes_starting_together_apply_each_postgres_script_once()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(
                        () => LedgerMigrator.MigratePostgresAsync(database.ConnectionString, NullLogger.Instance, Ct),
                        Ct
                    )
                )
        );

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        (await AppliedAsync(connection)).ShouldBe(EmbeddedScripts("postgres"));
    }

    [Fact]
    public async Task A_second_start_on_sqlite_finds_nothing_to_do()
    {
        await using var database = TestDatabase.CreateSqlite();

        LedgerMigrator.MigrateSqlite(database.ConnectionString, NullLogger.Instance);
        LedgerMigrator.MigrateSqlite(database.ConnectionString, NullLogger.Instance);

        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT group_concat(scriptname, ' ') FROM (SELECT scriptname FROM schema_journal ORDER BY schemaversionid)";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe(string.Join(' ', EmbeddedScripts("sqlite")));
        command.CommandText = "PRAGMA journal_mode";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe("wal");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_clear_sentence()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();
        var elsewhere = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "fg_nowhere" };

        var refused = await Should.ThrowAsync<LedgerMigrationException>(
            LedgerMigrator.MigratePostgresAsync(elsewhere.ConnectionString, NullLogger.Instance, Ct)
        );

        refused.Message.ShouldContain("fg_nowhere");
        refused.Message.ShouldNotContain(Environment.NewLine);
    }

    [Fact]
    public async Task A_connection_pooler_in_between_is_refused_in_one_sentence()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();
        await using var pooler = new PoolerRelay(database.ConnectionString);

        var refused = await Should.ThrowAsync<LedgerMigrationException>(
            LedgerMigrator.MigratePostgresAsync(pooler.ConnectionString, NullLogger.Instance, Ct)
        );

        refused.Message.ShouldContain("connection pooler");
        refused.Message.ShouldNotContain(Environment.NewLine);
    }

    [Fact]
    public async Task A_script_that_fails_is_named_and_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        // The last table of the first script stands already.
        await ExecuteAsync(connection, "CREATE TABLE OrleansRemindersTable (id integer)");

        var refused = await Should.ThrowAsync<LedgerMigrationException>(
            LedgerMigrator.MigratePostgresAsync(database.ConnectionString, NullLogger.Instance, Ct)
        );

        refused.Message.ShouldContain("001_orleans_providers.sql");
        await using var query = new NpgsqlCommand("SELECT to_regclass('orleansquery') IS NULL", connection);
        (await query.ExecuteScalarAsync(Ct)).ShouldBe(true);
    }

    [Fact]
    public async Task A_start_after_a_failed_script_applies_only_the_scripts_that_are_missing()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        // The last table of the second script stands already.
        await ExecuteAsync(connection, "CREATE TABLE audit (id integer)");

        var refused = await Should.ThrowAsync<LedgerMigrationException>(
            LedgerMigrator.MigratePostgresAsync(database.ConnectionString, NullLogger.Instance, Ct)
        );

        refused.Message.ShouldContain("002_ledger.sql");
        (await AppliedAsync(connection)).ShouldBe(["001_orleans_providers.sql"]);
        await using var query = new NpgsqlCommand("SELECT to_regclass('products') IS NULL", connection);
        (await query.ExecuteScalarAsync(Ct)).ShouldBe(true);

        await ExecuteAsync(connection, "DROP TABLE audit");
        await LedgerMigrator.MigratePostgresAsync(database.ConnectionString, NullLogger.Instance, Ct);

        (await AppliedAsync(connection)).ShouldBe(EmbeddedScripts("postgres"));
        (await query.ExecuteScalarAsync(Ct)).ShouldBe(false);
    }

    [Fact]
    public async Task A_script_that_fails_on_sqlite_leaves_nothing_behind_and_a_later_start_applies_it()
    {
        await using var database = TestDatabase.CreateSqlite();
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        // The last table of the second script stands already.
        command.CommandText = "CREATE TABLE audit (id integer)";
        await command.ExecuteNonQueryAsync(Ct);

        Should
            .Throw<LedgerMigrationException>(() =>
                LedgerMigrator.MigrateSqlite(database.ConnectionString, NullLogger.Instance)
            )
            .Message.ShouldContain("002_ledger.sql");

        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'products'";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe(0L);
        command.CommandText = "DROP TABLE audit";
        await command.ExecuteNonQueryAsync(Ct);
        LedgerMigrator.MigrateSqlite(database.ConnectionString, NullLogger.Instance);
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'products'";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe(1L);
    }

    private static async Task<List<string>> AppliedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT scriptname FROM schema_journal ORDER BY schemaversionsid",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var applied = new List<string>();
        while (await reader.ReadAsync(Ct))
            applied.Add(reader.GetString(0));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static IEnumerable<string> EmbeddedScripts(string dialect)
    {
        var prefix = $"FuelGrains.Grains.Storage.Schema.{dialect}.";
        return typeof(LedgerMigrator)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Select(n => n[prefix.Length..])
            .Order(StringComparer.Ordinal);
    }
}
