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
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(Subscription viewer)
    {
        if (_viewers.TryAdd(viewer, true))
            Interlocked.Increment(ref _count);
    }

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
