using FuelGrains.GrainInterfaces.Ops;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>
/// A product is ready while its database takes writes. Each product is separate, because no other test could use it meanwhile.
/// </summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan NotReadyWithin = TimeSpan.FromSeconds(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_PostgreSQL_that_reads_and_does_not_write_is_not_ready_within_five_seconds()
    {
        await using var product = new RemoteOnPostgres();
        await product.InitializeAsync();
        await IsReadyAsync(product.Anonymous);
        await IsReadyAsync(product.Silo);

        await SetReadOnlyAsync(product.ConnectionString, true);
        await Task.WhenAll(IsNotReadyAsync(product.Anonymous), IsNotReadyAsync(product.Silo));
        (await product.Anonymous.GetAsync("/api/flash-sales")).ShouldBeOk();

        await SetReadOnlyAsync(product.ConnectionString, false);
        await IsReadyAsync(product.Anonymous);
        await IsReadyAsync(product.Silo);
    }

    [Fact]
    public async Task A_SQLite_file_that_another_program_keeps_from_being_written_is_not_ready_within_five_seconds()
    {
        await using var product = new InProcessOnSqlite();
        await product.InitializeAsync();
        await IsReadyAsync(product.Anonymous);

        await using (var other = new SqliteConnection($"Data Source={product.LedgerFile};Pooling=False"))
        {
            await other.OpenAsync(Ct);
            await using var begin = other.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync(Ct);
            await IsNotReadyAsync(product.Anonymous);
            (await product.Anonymous.GetAsync("/api/flash-sales")).ShouldBeOk();
        }
        await IsReadyAsync(product.Anonymous);
    }

    private static async Task IsNotReadyAsync(ApiClient caller) =>
        await Eventually.IsTrueAsync(
            NotReadyWithin,
            async () => (await caller.GetAsync("/health/ready")).Status == 503,
            () => "Still ready."
        );

    private static async Task IsReadyAsync(ApiClient caller) =>
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () => (await caller.GetAsync("/health/ready")).Status == 200,
            () => "Still not ready."
        );

    // The setting holds for new sessions, so the old ones are ended.
    private static async Task SetReadOnlyAsync(string connectionString, bool on)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString);
        var server = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            ALTER DATABASE {own.Database} SET default_transaction_read_only = {(on ? "on" : "off")};
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{own.Database}'
            """;
        await command.ExecuteNonQueryAsync(Ct);
    }
}

/// <summary>Strangers who ask whether a front is ready.</summary>
public abstract class ReadinessFloodTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_flood_of_questions_is_answered_from_memory()
    {
        (await Product.Anonymous.GetAsync("/health/ready")).ShouldBeOk();
        var before = Product.GrainCalls.To<ILedgerHealthGrain>();
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 10; i++)
            foreach (
                var reply in await Task.WhenAll(
                    Enumerable.Range(0, 50).Select(_ => Product.Anonymous.GetAsync("/health/ready"))
                )
            )
                reply.ShouldBeOk().Text.ShouldBe("Healthy");

        // The probe goes on meanwhile: once a second.
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        (Product.GrainCalls.To<ILedgerHealthGrain>() - before).ShouldBeLessThanOrEqualTo((long)seconds + 10);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ReadinessFloodInProcessOnSqlite(InProcessOnSqlite product) : ReadinessFloodTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ReadinessFloodRemoteOnPostgres(RemoteOnPostgres product) : ReadinessFloodTests(product);
