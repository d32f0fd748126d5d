using FuelGrains.Load.Product;
using Shouldly;
using Xunit;

namespace FuelGrains.Load.Tests.Orders;

/// <summary>A small storm of payments, as the load program runs it: product and simulator are processes, and kill -9 is kill -9.</summary>
public sealed class SmallStormTests
{
    /// <summary>A storm of this size takes 40 s on a quiet machine of two cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public Task Every_fen_is_where_it_belongs_on_SQLite() => StormAsync("--storage", "sqlite");

    [Fact]
    public Task Every_fen_is_where_it_belongs_on_PostgreSQL()
    {
        var server = Environment.GetEnvironmentVariable("FUELGRAINS_TEST_POSTGRES");
        server.ShouldNotBeNullOrWhiteSpace("Set FUELGRAINS_TEST_POSTGRES to the connection string of a PostgreSQL 15 server, or run ./test.sh.");
        return StormAsync("--storage", "postgres", "--postgres", server);
    }

    // A seed of its own each time: over the days that is many storms, and a failed one prints its seed.
    private static async Task StormAsync(params string[] store)
    {
        var repository = Repository.Find();
        var results = Directory.CreateTempSubdirectory("fuelgrains-storm-");
        string[] arguments =
        [
            typeof(Repository).Assembly.Location, "pay-storm", "--no-build", "--untimed", "--customers", "250", "--stock", "250", "--pay-within", "15",
            "--results", results.FullName, .. store,
        ];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var (code, text) = await CommandLine.RunAsync("dotnet", arguments, repository.Root, limit.Token);
        code.ShouldBe(0, text);
        results.Delete(recursive: true);
    }
}
