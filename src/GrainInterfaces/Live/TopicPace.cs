namespace FuelGrains.GrainInterfaces.Live;

/// <summary>
/// Bounds a topic to ten messages in any second (the generic cell rate algorithm): one every <see cref="Interval"/>, and one ahead of its
/// turn. Owners of topics and web nodes share this class. Callers take turns: the class has no lock.
/// </summary>
public sealed class TopicPace(TimeProvider time)
{
    /// <summary>Ordinary messages are at least this far apart: eight a second leave two for what may not wait.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);

    private long _turn;

    /// <summary>The time until a message may leave; zero: now.</summary>
    /// <param name="atOnce">True: the message may come ahead of its turn.</param>
    public TimeSpan Wait(bool atOnce)
    {
        var wait = time.GetElapsedTime(time.GetTimestamp(), _turn) - (atOnce ? Interval : TimeSpan.Zero);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Counts a message that leaves now.</summary>
    public void Sent() =>
        _turn = Math.Max(_turn, time.GetTimestamp()) + (long)(Interval.TotalSeconds * time.TimestampFrequency);
}
