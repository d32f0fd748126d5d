using System.Collections.Concurrent;

namespace FuelGrains.Load.Benchmarks.Screen;

/// <summary>
/// The delivery of one kind of message from sites to the screen. Only messages that are sent within a window of time count.
/// </summary>
internal sealed class MessageDelivery<T>(TimeProvider time)
    where T : notnull
{
    private readonly ConcurrentDictionary<(Guid Station, int Pump), PumpMessages<T>> _pumps = new();
    private long _from;
    private long _to = long.MaxValue;
    private long _sent;
    private long _overtaken;

    public Latency Took { get; } = new();
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Messages that reached the screen within a later value of the same pump.</summary>
    public long Overtaken => Volatile.Read(ref _overtaken);
    public long Lost => _pumps.Values.Sum(pump => (long)pump.Lost(_from, _to));

    public void Open() => (_from, _to) = (time.GetTimestamp(), long.MaxValue);

    public void Close() => _to = time.GetTimestamp();

    /// <summary>Notes a value that the site writes to its socket now.</summary>
    public void Send(Guid station, int pump, T value)
    {
        var now = time.GetTimestamp();
        if (Of(station, pump).Sent(value, now) && Counts(now))
            Interlocked.Increment(ref _sent);
    }

    /// <summary>Notes a value that the screen shows now.</summary>
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

    private PumpMessages<T> Of(Guid station, int pump) => _pumps.GetOrAdd((station, pump), _ => new());
}
