using System.Collections.Concurrent;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Drivers;

/// <summary>One kind of news on its way from sites to the screen, counted within a window of time: what is sent outside of it is not.</summary>
internal sealed class Seen<T>(TimeProvider time)
    where T : notnull
{
    private readonly ConcurrentDictionary<(Guid Station, int Pump), Trail<T>> _pumps = new();
    private long _from;
    private long _to = long.MaxValue;
    private long _sent;
    private long _overtaken;

    public Latency Took { get; } = new();

    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Reached the screen within a later value of the same pump.</summary>
    public long Overtaken => Volatile.Read(ref _overtaken);

    public long Lost => _pumps.Values.Sum(pump => (long)pump.Lost(_from, _to));

    public void Open() => (_from, _to) = (time.GetTimestamp(), long.MaxValue);

    public void Close() => _to = time.GetTimestamp();

    /// <summary>The site writes this to its socket now.</summary>
    public void Send(Guid station, int pump, T value)
    {
        var now = time.GetTimestamp();
        if (Of(station, pump).Sent(value, now) && Counts(now))
            Interlocked.Increment(ref _sent);
    }

    /// <summary>The screen shows it now.</summary>
    public void Show(Guid station, int pump, T value)
    {
        var arrived = Of(station, pump).Shown(value);
        for (var i = 0; i < arrived.Count; i++)
        {
            if (!Counts(arrived[i]))
                continue;
            Took.Record(time.GetElapsedTime(arrived[i]));
            if (i < arrived.Count - 1)
                Interlocked.Increment(ref _overtaken);
        }
    }

    private bool Counts(long at) => _from > 0 && at >= _from && at <= _to;

    private Trail<T> Of(Guid station, int pump) => _pumps.GetOrAdd((station, pump), _ => new());
}
