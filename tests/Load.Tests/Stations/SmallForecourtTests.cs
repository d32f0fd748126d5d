using FuelGrains.Load.Product;
using Shouldly;
using Xunit;

namespace FuelGrains.Load.Tests.Stations;

/// <summary>The forecourt's runs, small, as the load program does them: product and simulator are processes, and kill -9 is kill -9.</summary>
public sealed class SmallForecourtTests
{
    /// <summary>Each takes half a minute on a quiet machine of two cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public Task Meters_and_money_match_after_a_kill_on_SQLite() => PayAsync();

    [Fact]
    public Task Meters_and_money_match_after_a_kill_on_PostgreSQL()
    {
        var server = Environment.GetEnvironmentVariable("FUELGRAINS_TEST_POSTGRES");
        server.ShouldNotBeNullOrWhiteSpace("Set FUELGRAINS_TEST_POSTGRES to the connection string of a PostgreSQL 15 server, or run ./test.sh.");
        return PayAsync("--postgres", server);
    }

    [Fact]
    public Task Sites_that_are_cut_off_and_lose_the_product_are_all_known_again() => RunAsync("--reconnect", "--untimed", "--stations", "40", "--pumps", "4");

    [Fact]
    public Task What_pumps_say_reaches_the_screen() => RunAsync("--screen", "--untimed", "--stations", "4", "--pumps", "4", "--seconds", "5");

    private static Task PayAsync(params string[] store) =>
        RunAsync(["--pay", "--faults", "--stations", "2", "--pumps", "4", "--pace", "20", "--seconds", "20", "--kills", "1", .. store]);

    private static async Task RunAsync(params string[] options)
    {
        var repository = Repository.Find();
        var results = Directory.CreateTempSubdirectory("fuelgrains-forecourt-");
        string[] arguments = [typeof(Repository).Assembly.Location, "forecourt", "--no-build", "--results", results.FullName, .. options];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var (code, text) = await CommandLine.RunAsync("dotnet", arguments, repository.Root, limit.Token);
        code.ShouldBe(0, text);
        results.Delete(recursive: true);
    }
}
