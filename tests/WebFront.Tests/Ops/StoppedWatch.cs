namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>A watch that moves when the test says so.</summary>
internal sealed class StoppedWatch : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Go(TimeSpan by) => _ticks += by.Ticks;
}
