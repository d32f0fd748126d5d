namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Real time, moved ahead by a test.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _passed;

    public void Pass(TimeSpan more) =>
        Interlocked.Add(ref _passed, more.Ticks * System.TimestampFrequency / TimeSpan.TicksPerSecond);

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _passed);
}
