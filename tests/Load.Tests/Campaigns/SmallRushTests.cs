using Xunit;

namespace FuelGrains.Load.Tests.Campaigns;

/// <summary>A small rush on group buys. A team stays open for a minute at least, so it takes a minute and a half.</summary>
public sealed class SmallRushTests
{
    // A seed of its own each time: over the days that is many rushes, and a failed one prints its seed.
    [Fact]
    public Task Every_seat_and_fen_is_where_it_belongs() =>
        SmallRun.ShouldHoldAsync(
            "group-rush",
            "--untimed",
            "--customers",
            "150",
            "--arrive-within",
            "8",
            "--pay-within",
            "20",
            "--team-open",
            "60",
            "--storage",
            "postgres",
            "--postgres",
            SmallRun.PostgresServer
        );
}
