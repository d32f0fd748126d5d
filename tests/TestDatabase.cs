using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.Tests;

/// <summary>A fresh, empty database that is gone when the test is.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Variable = "FUELGRAINS_TEST_POSTGRES";

    private readonly Func<ValueTask> _drop;

    private TestDatabase(string connectionString, string? directory, Func<ValueTask> drop)
    {
        ConnectionString = connectionString;
        Directory = directory;
        _drop = drop;
    }

    public string ConnectionString { get; }

    /// <summary>Where the SQLite file lies; null on PostgreSQL.</summary>
    public string? Directory { get; }

    /// <summary>A database of its own on the server that FUELGRAINS_TEST_POSTGRES names; test.sh starts one and sets it.</summary>
    /// <param name="template">Another one to copy, which nobody is connected to; without it the database is empty.</param>
    public static async Task<TestDatabase> CreatePostgresAsync(TestDatabase? template = null)
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(server))
            throw new InvalidOperationException(
                $"Set {Variable} to the connection string of a PostgreSQL 15 server, or run ./test.sh, which starts one."
            );

        var name = $"fg_{Guid.NewGuid():N}";
        var copied = template is null
            ? ""
            : $" TEMPLATE {new NpgsqlConnectionStringBuilder(template.ConnectionString).Database}";
        await AdministerAsync(server, $"CREATE DATABASE {name}{copied}");
        // Many databases share one small server: a pool of the driver's usual hundred each would use up its connections.
        var own = new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            MaxPoolSize = 20,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 1,
        };
        return new TestDatabase(
            own.ConnectionString,
            directory: null,
            async () =>
            {
                // A killed process leaves its sessions behind for a while: FORCE ends them.
                await AdministerAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            }
        );
    }

    public static TestDatabase CreateSqlite()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("fuelgrains-test-").FullName;
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "fuelgrains.db") };
        return new TestDatabase(
            file.ConnectionString,
            directory,
            () =>
            {
                SqliteConnection.ClearAllPools();
                System.IO.Directory.Delete(directory, recursive: true);
                return ValueTask.CompletedTask;
            }
        );
    }

    public ValueTask DisposeAsync() => _drop();

    private static async Task AdministerAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
