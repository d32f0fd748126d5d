namespace FuelGrains.Load.Benchmarks.Viewers;

/// <summary>
/// When each order of a sale was acknowledged. A message that shows n orders shows all of them, so it is as late as the oldest order that
/// no message before it showed. An acknowledgement comes after the commit, so the true time is longer by the reply's way.
/// </summary>
internal sealed class OrderClock(long most, TimeProvider time)
{
    private readonly long[] _at = new long[most];
    private long _count;

    public void Acknowledged()
    {
        var i = Interlocked.Increment(ref _count) - 1;
        if (i < _at.Length)
            Volatile.Write(ref _at[i], time.GetTimestamp());
    }

    /// <summary>Returns the time since order number <paramref name="i"/> (from 0); zero when its reply is not here yet.</summary>
    public TimeSpan Since(long i)
    {
        var at = i >= 0 && i < _at.Length ? Volatile.Read(ref _at[i]) : 0;
        return at == 0 ? TimeSpan.Zero : time.GetElapsedTime(at);
    }
}
