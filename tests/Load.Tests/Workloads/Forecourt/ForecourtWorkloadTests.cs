namespace FuelGrains.Load.Tests.Workloads.Forecourt;

/// <summary>Runs the forecourt's workload and benchmarks, small: each takes half a minute.</summary>
public sealed class ForecourtWorkloadTests
{
    [Fact]
    public Task Meters_and_money_match_after_a_kill_and_cancels_around_payments() =>
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
            "--cancel",
            "50",
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
