namespace FuelGrains.Load.Tests;

/// <summary>
/// Runs the load program as it is run by hand, but small: product and simulator are processes, and kills are kill -9. These tests try the
/// program, for which each workload on one store is enough; the product's own tests of kills use both stores.
/// </summary>
internal static class SmallRun
{
    /// <summary>The longest run takes a minute and a half on a quiet machine of two cores.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(8);

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
    public static Task ShouldHoldAsync(string command, params string[] options) => ReportAsync(command, options);

    /// <summary>Like <see cref="ShouldHoldAsync"/>; returns the report.</summary>
    public static async Task<string> ReportAsync(string command, params string[] options)
    {
        var results = Directory.CreateTempSubdirectory($"fuelgrains-{command}-");
        string[] arguments =
        [
            typeof(RunFixture).Assembly.Location,
            command,
            "--no-build",
            "--results",
            results.FullName,
            .. options,
        ];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(EndsWithin);
        var (code, text) = await CommandLine.RunAsync("dotnet", arguments, Repository.Find().Root, limit.Token);
        code.ShouldBe(0, text);
        text.ShouldNotContain(
            "bills were not matched",
            customMessage: "Install Debian's package faketime, or run ./test.sh."
        );
        var report = await File.ReadAllTextAsync(results.GetFiles("*.md").ShouldHaveSingleItem().FullName, limit.Token);
        results.Delete(recursive: true);
        return report;
    }
}
