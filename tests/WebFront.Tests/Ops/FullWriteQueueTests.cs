using Microsoft.Data.Sqlite;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>
/// More writes than the queue of SQLite's one writer takes: somebody else holds the file's lock. The product is separate, because its limit
/// is low.
/// </summary>
public sealed class FullWriteQueueTests : IAsyncLifetime
{
    private const int Queued = 8;

    private readonly InProcessOnSqlite _product = new()
    {
        SiloSettings = new() { ["Ledger:MaxQueuedWrites"] = $"{Queued}" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _product.InitializeAsync();

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    [Fact]
    public async Task A_write_that_finds_the_queue_full_hears_that_the_product_is_unavailable_never_500()
    {
        const int logins = 5 * Queued;
        await using var locker = new SqliteConnection($"Data Source={_product.LedgerFile}");
        await locker.OpenAsync(Ct);
        var transaction = await locker.BeginTransactionAsync(Ct);

        var all = Enumerable.Range(0, logins).Select(LoginAsync).ToArray();
        // The writer has taken as many as the queue holds, and as many wait behind them; the product's own writes may be among them.
        const int kept = 2 * Queued;
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(30),
            () => Task.FromResult(all.Count(login => login.IsCompleted) >= logins - kept)
        );
        foreach (var refused in all.Where(login => login.IsCompleted))
            (await refused).ShouldBeProblem(503, "unavailable").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));

        await transaction.RollbackAsync(Ct);
        (await Task.WhenAll(all)).ShouldAllBe(login => login.Status == 200 || login.Status == 503);
        await Eventually.GetsAsync(
            TimeSpan.FromSeconds(30),
            () => LoginAsync(logins),
            login => login.Status == 200,
            () => "Nobody can log in when the lock is free again."
        );
    }

    private Task<Reply> LoginAsync(int number) =>
        _product.Anonymous.PostAsync("/api/login", new { code = $"u-queue-{number}-{Guid.NewGuid():N}" });
}
