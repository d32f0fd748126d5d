using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// A topic that a connection watches. The subscription knows what its connection was sent last, so each message begins there (<c>from</c>):
/// whatever a node missed or left out, a client sees a gap only after it lost its socket.
/// </summary>
internal abstract class Subscription(LiveConnection connection)
{
    public LiveConnection Connection => connection;

    /// <summary>True while the connection's sender has the subscription in its queue. The connection's lock guards this.</summary>
    public bool IsDue { get; set; }

    /// <summary>The next message for the connection; null when there is none.</summary>
    public abstract SerializedHubMessage? Take();

    /// <summary>Leaves the topic.</summary>
    public abstract void End();
}

/// <summary>Watches a topic whose messages hold the whole state: of several changes the newest is sent.</summary>
internal sealed class TopicSubscription<TUpdate>(LiveConnection connection, CachedTopic<TUpdate> topic)
    : Subscription(connection)
    where TUpdate : class
{
    private readonly Lock _lock = new();

    // Null until the first snapshot: nothing is sent before it.
    private (long Epoch, long Revision)? _sent;

    /// <summary>The newest state, which the messages that follow go on from.</summary>
    /// <param name="read">A state that was read just now; of the same revision, it counts more than the cached one.</param>
    public TUpdate? Snapshot(TUpdate? read = null)
    {
        lock (_lock)
        {
            var newest = topic.Newest(read);
            _sent = newest is null ? null : topic.VersionOf(newest);
            return newest;
        }
    }

    public override SerializedHubMessage? Take()
    {
        lock (_lock)
        {
            if (_sent is not { } sent || topic.Edition is not { } edition || edition.Version.CompareTo(sent) <= 0)
                return null;
            _sent = edition.Version;
            return edition.From(sent.Revision);
        }
    }

    public override void End() => topic.Viewers.Remove(this);
}
