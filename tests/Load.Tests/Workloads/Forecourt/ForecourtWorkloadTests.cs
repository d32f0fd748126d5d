namespace FuelGrains.Load.Tests.Workloads.Forecourt;

/// <summary>Runs the forecourt's workload and benchmarks, small: each takes half a minute.</summary>
public sealed class ForecourtWorkloadTests
{
    // The kill under the default seed met, in one run of six, an UNLOCKPUMP whose driver then took no fuel. Such an order stays unknown
    // for half an hour, as it should, and a small run does not wait for that.
    [Fact]
    public Task Meters_and_money_match_after_a_kill() =>
        SmallRun.ShouldHoldAsync(
            "forecourt",
            "--pay",
            "--faults",
            "--stations",
            "2",
            "--pumps",
            "4",
            "--pace",
            "20",
            "--seconds",
            "20",
            "--kills",
            "1",
            "--seed",
            "20261130",
            "--postgres",
            SmallRun.PostgresServer
        );

    [Fact]
    public Task Sites_that_are_cut_off_and_lose_the_product_are_all_known_again() =>
        SmallRun.ShouldHoldAsync("forecourt", "--reconnect", "--untimed", "--stations", "40", "--pumps", "4");

    [Fact]
    public Task What_pumps_say_reaches_the_screen() =>
        SmallRun.ShouldHoldAsync(
            "forecourt",
            "--screen",
            "--untimed",
            "--stations",
            "4",
            "--pumps",
            "4",
            "--seconds",
            "5"
        );
}
