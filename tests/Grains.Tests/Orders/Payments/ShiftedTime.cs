namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>Real time, except that as much more of it may have passed as a test says.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _passed;

    public void Pass(TimeSpan more) =>
        Interlocked.Add(ref _passed, more.Ticks * System.TimestampFrequency / TimeSpan.TicksPerSecond);

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _passed);
}
