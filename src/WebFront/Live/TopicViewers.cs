using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// The subscriptions of a topic on this node. Whoever changes the topic only leaves word; a task of the topic hands its newest state to the
/// viewers' connections, ten times a second at most (<see cref="TopicPace"/>).
/// </summary>
/// <param name="prepare">Makes the edition that the viewers take.</param>
internal sealed class TopicViewers(Action prepare, TimeProvider time)
{
    private readonly ConcurrentDictionary<Subscription, bool> _viewers = new();
    private readonly Lock _lock = new();
    private readonly TopicPace _pace = new(time);
    private bool _changed;
    private bool _sending;

    // Negative: the topic left the cache, or never came into it.
    private int _count;

    public int Count => Math.Max(0, Volatile.Read(ref _count));

    /// <summary>False: the topic is not cached (any more), so nobody would hear of its updates. Find it again.</summary>
    public bool TryAdd(Subscription viewer)
    {
        while (true)
        {
            var count = Volatile.Read(ref _count);
            if (count < 0)
                return false;
            if (Interlocked.CompareExchange(ref _count, count + 1, count) == count)
                return _viewers.TryAdd(viewer, true);
        }
    }

    /// <summary>Takes the topic out of use; false while there are viewers.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _count, int.MinValue, 0) <= 0;

    public void Remove(Subscription viewer)
    {
        if (_viewers.TryRemove(viewer, out _))
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Leaves word that there is a newer state. Never waits.</summary>
    public void Changed()
    {
        if (Count == 0)
            return;
        lock (_lock)
        {
            _changed = true;
            if (_sending)
                return;
            _sending = true;
        }
        _ = Task.Run(SendAsync);
    }

    private async Task SendAsync()
    {
        var done = false;
        try
        {
            while (!done)
            {
                // A timer counts whole milliseconds.
                if (_pace.Wait(atOnce: true) is { Ticks: > 0 } wait)
                    await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, CancellationToken.None);
                lock (_lock)
                    _changed = false;
                _pace.Sent();
                prepare();
                foreach (var (viewer, _) in _viewers)
                    viewer.Connection.Offer(viewer);
                lock (_lock)
                    _sending = !(done = !_changed);
            }
        }
        finally
        {
            // A message that could not be made must not silence the topic for good.
            if (!done)
                lock (_lock)
                    _sending = false;
        }
    }
}
