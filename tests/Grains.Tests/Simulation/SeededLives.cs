using System.Data.Common;
using System.Globalization;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace FuelGrains.Grains.Tests.Simulation;

/// <summary>Tries a life under many seeds. FUELGRAINS_SEEDS sets how many.</summary>
internal static class SeededLives
{
    /// <summary>A planted bug that so many seeds do not meet is one that the judge does not see.</summary>
    private const int SeedsForABug = 200;

    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("FUELGRAINS_SEEDS") ?? "200",
        CultureInfo.InvariantCulture
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task LiveAllAsync(Func<int, Task> live)
    {
        for (var seed = 1; seed <= Seeds; seed++)
            await live(seed);
    }

    /// <summary>Whether some seed ends with the judge's exception.</summary>
    public static async Task<bool> FindsAsync<TJudged>(Func<int, Task> live)
        where TJudged : Exception
    {
        for (var seed = 1; seed <= SeedsForABug; seed++)
            try
            {
                await live(seed);
            }
            catch (TJudged)
            {
                return true;
            }
        return false;
    }

    /// <summary>A connection for a simulated database, whose calls are one step each.</summary>
    public static async Task<DbConnection> ConnectAsync(LedgerFixture fixture, LedgerDialect dialect)
    {
        DbConnection connection =
            dialect == LedgerDialect.Postgres
                ? new NpgsqlConnection(fixture.ConnectionString)
                : SqliteDatabase.Open(fixture.ConnectionString);
        if (connection is not SqliteConnection)
        {
            await connection.OpenAsync(Ct);
            return connection;
        }
        // No crash of the machine is simulated, so nothing waits for the disk.
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = OFF";
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }
}
