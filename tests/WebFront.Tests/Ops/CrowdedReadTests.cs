using FuelGrains.WebFront.Tests.Live;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>
/// Reads of the directories while the database is slow: a lock holds them up. They run side by side up to a bound, few more wait for a
/// moment, and all others hear at once that the product is busy. The product is separate, because its limits are low.
/// </summary>
public sealed class CrowdedReadTests : IAsyncLifetime
{
    private const int Most = 6;

    private readonly RemoteOnPostgres _product = new()
    {
        SiloSettings = new()
        {
            ["Ledger:MaxConnections"] = "16",
            ["Ledger:MaxReads"] = $"{Most}",
            ["Ledger:MaxWaitingReads"] = "4",
            ["Ledger:MaxReadWait"] = "00:00:00.200",
        },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _product.InitializeAsync();

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    public static TheoryData<string, string, int> Directories =>
        new()
        {
            { "/api/orders", "orders", 200 },
            { "/api/orders/{id}", "orders", 404 },
            { "/api/fuel-orders", "fuel_orders", 200 },
            { "/api/vouchers", "vouchers", 200 },
            { "/api/admin/flash-sales", "campaigns", 200 },
            { "/api/admin/group-buys", "campaigns", 200 },
            { "/api/admin/refunds", "refunds", 200 },
            { "/api/screens/{id}", "stations", 401 },
            { "/api/ops/alarms", "alarms", 200 },
        };

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task Reads_run_side_by_side_up_to_a_bound_and_a_further_one_hears_at_once_that_the_product_is_busy(
        string path,
        string table,
        int answer
    )
    {
        await using var locker = new NpgsqlConnection(_product.ConnectionString);
        await locker.OpenAsync(Ct);
        var transaction = await locker.BeginTransactionAsync(Ct);
        await ExecuteAsync(locker, $"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");

        var slow = Enumerable.Range(0, Most).Select(_ => AskAsync(path)).ToArray();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(2),
            async () => await WaitingAsync() >= Most,
            () => "The reads do not run side by side."
        );
        var further = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(path)));
        foreach (var reply in further)
            reply.ShouldBeProblem(503, "busy").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        // The bound is below the size of the pool, so writes find a connection.
        (await _product.LoginAsync("late")).Token.ShouldNotBeNull();

        await transaction.RollbackAsync(Ct);
        foreach (var reply in await Task.WhenAll(slow))
            reply.ShouldHaveStatus(answer);
        (await AskAsync(path)).ShouldHaveStatus(answer);
    }

    [Fact]
    public async Task Snapshots_of_a_crowd_that_the_silo_has_no_turn_for_are_read_a_moment_later()
    {
        await using var locker = new NpgsqlConnection(_product.ConnectionString);
        await locker.OpenAsync(Ct);
        var transaction = await locker.BeginTransactionAsync(Ct);
        await ExecuteAsync(locker, "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

        var crowd = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => LiveClient.ConnectAsync(_product, _product.NewCustomer().Token))
        );
        var snapshots = crowd.Select(client => client.SubscribeAsync("me")).ToArray();
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(2), async () => await WaitingAsync() >= Most);
        (await AskAsync("/api/orders")).ShouldBeProblem(503, "busy");
        await transaction.RollbackAsync(Ct);

        foreach (var snapshot in await Task.WhenAll(snapshots))
            snapshot.GetProperty("topic").GetString().ShouldBe("me");
        foreach (var client in crowd)
            await client.DisposeAsync();
    }

    private Task<Reply> AskAsync(string path)
    {
        var full = path.Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
        var caller =
            path.StartsWith("/api/admin", StringComparison.Ordinal)
            || path.StartsWith("/api/ops", StringComparison.Ordinal)
                ? _product.Staff
                : _product.NewCustomer();
        if (!path.StartsWith("/api/screens", StringComparison.Ordinal))
            return caller.GetAsync(full);
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_product.Address, full));
        request.Headers.Add("X-Screen-Key", "a-wrong-key");
        return _product.Anonymous.SendAsync(request);
    }

    /// <summary>The most sessions of the product that wait for a lock with one and the same statement.</summary>
    private async Task<long> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(_product.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            GROUP BY query ORDER BY 1 DESC LIMIT 1
            """,
            connection
        );
        return await command.ExecuteScalarAsync(Ct) is long waiting ? waiting : 0;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
