using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

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

internal static class TestClockHosting
{
    /// <summary>
    /// Lets the product live by a test's clock. No grain is idle for ten years: Orleans looks for idle grains by this clock, and after a
    /// look ahead it opens none, when the clock is back, that would be idle before the next look.
    /// </summary>
    public static IServiceCollection AddTestClock(this IServiceCollection services, TestClock clock) =>
        services
            .AddSingleton<TimeProvider>(clock)
            .Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(3_650));
}
