using FuelGrains.Load.Product;
using Shouldly;
using Xunit;

namespace FuelGrains.Load.Tests.Campaigns;

/// <summary>A small rush on group buys, as the load program runs it: product and simulator are processes, and kill -9 is kill -9.</summary>
public sealed class SmallRushTests
{
    /// <summary>A team stays open for a minute at least, so a rush of this size takes a minute and a half on a quiet machine of two cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public Task Every_seat_and_fen_is_where_it_belongs_on_SQLite() => RushAsync("--storage", "sqlite");

    [Fact]
    public Task Every_seat_and_fen_is_where_it_belongs_on_PostgreSQL()
    {
        var server = Environment.GetEnvironmentVariable("FUELGRAINS_TEST_POSTGRES");
        server.ShouldNotBeNullOrWhiteSpace("Set FUELGRAINS_TEST_POSTGRES to the connection string of a PostgreSQL 15 server, or run ./test.sh.");
        return RushAsync("--storage", "postgres", "--postgres", server);
    }

    // A seed of its own each time: over the days that is many rushes, and a failed one prints its seed.
    private static async Task RushAsync(params string[] store)
    {
        var repository = Repository.Find();
        var results = Directory.CreateTempSubdirectory("fuelgrains-rush-");
        string[] arguments =
        [
            typeof(Repository).Assembly.Location, "group-rush", "--no-build", "--untimed", "--customers", "150", "--arrive-within", "8",
            "--pay-within", "20", "--team-open", "60", "--results", results.FullName, .. store,
        ];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var (code, text) = await CommandLine.RunAsync("dotnet", arguments, repository.Root, limit.Token);
        code.ShouldBe(0, text);
        results.Delete(recursive: true);
    }
}
