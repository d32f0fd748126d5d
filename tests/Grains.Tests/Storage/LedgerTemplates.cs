using FuelGrains.Grains.Storage;
using FuelGrains.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

[assembly: AssemblyFixture(typeof(FuelGrains.Grains.Tests.Storage.LedgerTemplates))]

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>
/// The schema of each kind, brought up to date once and then copied: hundreds of tests want a ledger of their own, and the scripts take
/// longer than most of them.
/// </summary>
public sealed class LedgerTemplates : IAsyncDisposable
{
    private readonly Lazy<Task<TestDatabase>> _postgres = new(MigratePostgresAsync);
    private readonly Lazy<TestDatabase> _sqlite = new(MigrateSqlite);

    public LedgerTemplates() => Shared = this;

    private static LedgerTemplates Shared { get; set; } = null!;

    public static async Task<TestDatabase> CopyPostgresAsync() =>
        await TestDatabase.CreatePostgresAsync(template: await Shared._postgres.Value);

    public static TestDatabase CopySqlite()
    {
        var copy = TestDatabase.CreateSqlite();
        File.Copy(FileOf(Shared._sqlite.Value), FileOf(copy));
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres.IsValueCreated)
            await (await _postgres.Value).DisposeAsync();
        if (_sqlite.IsValueCreated)
            await _sqlite.Value.DisposeAsync();
    }

    private static async Task<TestDatabase> MigratePostgresAsync()
    {
        var database = await TestDatabase.CreatePostgresAsync();
        // Not for the one test that happens to come first: its end must not end the template.
        await LedgerMigrator.MigratePostgresAsync(
            database.ConnectionString,
            NullLogger.Instance,
            CancellationToken.None
        );
        return database;
    }

    private static TestDatabase MigrateSqlite()
    {
        var database = TestDatabase.CreateSqlite();
        LedgerMigrator.MigrateSqlite(database.ConnectionString, NullLogger.Instance);
        return database;
    }

    private static string FileOf(TestDatabase database) =>
        new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
}
