namespace FuelGrains.Load.Tests.Reports;

/// <summary>Tests the histogram where its library has limits: no value at all, and more of one value than 16 bits count.</summary>
public sealed class LatencyTests
{
    [Fact]
    public void Nothing_recorded_is_a_dash_and_no_error()
    {
        var latency = new Latency();

        latency.Milliseconds(99).ShouldBe(0);
        latency.Cells().ShouldBe(["0", "-", "-", "-", "-"]);
    }

    [Fact]
    public void Seventy_thousand_equal_times_are_all_counted()
    {
        var latency = new Latency();

        for (var i = 0; i < 70_000; i++)
            latency.Record(TimeSpan.FromMilliseconds(2));

        latency.Count.ShouldBe($"{70_000:N0}");
        latency.Milliseconds(99).ShouldBe(2, tolerance: 0.01);
    }
}
