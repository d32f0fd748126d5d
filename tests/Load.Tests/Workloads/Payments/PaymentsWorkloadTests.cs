namespace FuelGrains.Load.Tests.Workloads.Payments;

/// <summary>Runs a small payments workload, which takes about a minute.</summary>
public sealed class PaymentsWorkloadTests
{
    // The seed differs each time: over the days that makes many runs, and a failed run prints its seed.
    [Fact]
    public Task Every_fen_is_where_it_belongs() =>
        SmallRun.ShouldHoldAsync(
            "pay-storm",
            "--untimed",
            "--customers",
            "250",
            "--stock",
            "250",
            "--pay-within",
            "20",
            "--storage",
            "sqlite"
        );
}
