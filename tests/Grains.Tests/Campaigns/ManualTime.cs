namespace FuelGrains.Grains.Tests.Campaigns;

/// <summary>A clock that stands where the test puts it. Timers run on the machine's own: only the date is made up.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;
}
