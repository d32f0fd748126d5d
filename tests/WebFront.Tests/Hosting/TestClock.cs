namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>
/// The hour can be set and stopped; timers and timestamps stay real, so that the product itself goes on running.
/// Tests of one product run one after the other, so whoever sets the hour has it alone until it is set back.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private volatile Func<DateTimeOffset> _now = System.GetUtcNow;

    public override DateTimeOffset GetUtcNow() => _now();

    /// <summary>Stops the clock at an hour until disposed.</summary>
    public IDisposable StopAt(DateTimeOffset hour) => Set(() => hour);

    /// <summary>Sets the clock forward; it goes on from there until disposed.</summary>
    public IDisposable Forward(TimeSpan by) => Set(() => System.GetUtcNow() + by);

    private Back Set(Func<DateTimeOffset> now)
    {
        _now = now;
        return new Back(this);
    }

    private sealed class Back(TestClock clock) : IDisposable
    {
        public void Dispose() => clock._now = System.GetUtcNow;
    }
}
