using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// A connection's topics and its one sender. The queue holds topics, each at most once, and never messages: a slow reader costs its topics
/// and one message under way, and it gets the newest of each when it reads on. Nobody waits for the socket; a reader that does not drain
/// is dropped by its transport (<see cref="LiveHosting.DrainsWithin"/>).
/// </summary>
/// <param name="pipe">Says when the client was heard last.</param>
internal sealed class LiveConnection(HubConnectionContext hub, LivePipe pipe)
{
    public const int MaxTopics = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _topics = new(StringComparer.Ordinal);
    private readonly Queue<Subscription> _due = new();
    private bool _sending;
    private bool _over;

    /// <summary>The timestamp of what the client sent last.</summary>
    public long HeardAt => pipe.HeardAt;

    public static LiveConnection Of(HubCallerContext context) => (LiveConnection)context.Items[typeof(LiveConnection)]!;

    /// <summary>True: the connection may watch the topic, too.</summary>
    public bool MayWatch(string topic)
    {
        lock (_lock)
            return _topics.Count < MaxTopics || _topics.ContainsKey(topic);
    }

    public Subscription? Find(string topic)
    {
        lock (_lock)
            return _topics.GetValueOrDefault(topic);
    }

    /// <summary>Adds a topic that the connection does not watch. False: the connection has ended.</summary>
    public bool TryAdd(string topic, Subscription subscription)
    {
        lock (_lock)
            return !_over && _topics.TryAdd(topic, subscription);
    }

    public void Leave(string topic)
    {
        Subscription? left;
        lock (_lock)
            _topics.Remove(topic, out left);
        left?.End();
    }

    /// <summary>Takes a topic whose subscription has ended off the list.</summary>
    public void Forget(string topic, Subscription subscription)
    {
        lock (_lock)
            if (_topics.GetValueOrDefault(topic) == subscription)
                _topics.Remove(topic);
    }

    public void LeaveAll()
    {
        Subscription[] left;
        lock (_lock)
        {
            _over = true;
            left = [.. _topics.Values];
            _topics.Clear();
        }
        foreach (var subscription in left)
            subscription.End();
    }

    /// <summary>Queues a topic that has something to send. Writes at once what the socket takes at once, and never waits.</summary>
    public void Offer(Subscription subscription)
    {
        lock (_lock)
        {
            if (_over || subscription.IsDue)
                return;
            subscription.IsDue = true;
            _due.Enqueue(subscription);
            if (_sending)
                return;
            _sending = true;
        }
        _ = SendAsync();
    }

    // Writing completes synchronously as long as the connection's buffer has room, and then costs no task.
    private async Task SendAsync()
    {
        try
        {
            while (Next() is { } subscription)
            while (subscription.Take() is { } message)
                await hub.WriteAsync(message);
        }
#pragma warning disable CA1031 // whatever it is, a connection that missed a message must begin anew
        catch (Exception)
        {
            hub.Abort();
        }
#pragma warning restore CA1031
    }

    private Subscription? Next()
    {
        lock (_lock)
        {
            if (_over || !_due.TryDequeue(out var next))
            {
                _sending = false;
                return null;
            }
            next.IsDue = false;
            return next;
        }
    }
}
