using Xunit;

namespace FuelGrains.Load.Tests.Orders;

/// <summary>A small storm of payments: 40 s.</summary>
public sealed class SmallStormTests
{
    // A seed of its own each time: over the days that is many storms, and a failed one prints its seed.
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
            "15",
            "--storage",
            "sqlite"
        );
}
