using FuelGrains.Load.Product;
using Shouldly;
using Xunit;

namespace FuelGrains.Load.Tests;

/// <summary>
/// The load program as it is run by hand, small: product and simulator are processes, and kill -9 is kill -9. It is the program that is tried
/// here, and each scenario on one store is enough for that; the product's own tests of kills go over both.
/// </summary>
internal static class SmallRun
{
    /// <summary>The longest takes a minute and a half on a quiet machine of two cores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>The server that test.sh starts and names.</summary>
    public static string PostgresServer
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("FUELGRAINS_TEST_POSTGRES");
            server.ShouldNotBeNullOrWhiteSpace(
                "Set FUELGRAINS_TEST_POSTGRES to the connection string of a PostgreSQL 15 server, or run ./test.sh."
            );
            return server;
        }
    }

    /// <summary>Fails with what the program printed when it does not exit with 0; then its report is kept.</summary>
    public static async Task ShouldHoldAsync(string scenario, params string[] options)
    {
        var results = Directory.CreateTempSubdirectory($"fuelgrains-{scenario}-");
        string[] arguments =
        [
            typeof(Repository).Assembly.Location,
            scenario,
            "--no-build",
            "--results",
            results.FullName,
            .. options,
        ];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var (code, text) = await CommandLine.RunAsync("dotnet", arguments, Repository.Find().Root, limit.Token);
        code.ShouldBe(0, text);
        results.Delete(recursive: true);
    }
}
