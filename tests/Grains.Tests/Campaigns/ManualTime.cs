namespace FuelGrains.Grains.Tests.Campaigns;

/// <summary>
/// A clock that stands where the test puts it. Timers run on the machine's own. Timestamps do too, and go ahead as the clock is put
/// forward: that time has passed. A clock that is put back only shows another date.
/// </summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;
    private long _passed;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set
        {
            var ahead = value.UtcTicks - Interlocked.Exchange(ref _ticks, value.UtcTicks);
            if (ahead > 0)
                Interlocked.Add(
                    ref _passed,
                    ahead / TimeSpan.TicksPerMillisecond * (System.TimestampFrequency / 1_000)
                );
        }
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _passed);
}
