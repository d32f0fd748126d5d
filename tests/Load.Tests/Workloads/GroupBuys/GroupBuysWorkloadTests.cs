namespace FuelGrains.Load.Tests.Workloads.GroupBuys;

/// <summary>Runs a small group-buy workload. A team stays open for at least a minute, so the run takes a minute and a half.</summary>
public sealed class GroupBuysWorkloadTests
{
    // The seed differs each time: over the days that makes many runs, and a failed run prints its seed.
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
