using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace FuelGrains.Grains.Live;

/// <summary>
/// Publishes one topic to the web nodes that are attached to it. Every change raises the revision; an update says from which
/// revision to which it leads, so a node that missed an update sees the gap. Changes merge until the owner publishes them.
/// </summary>
/// <param name="update">Makes the update that leads from the first revision to the second.</param>
/// <param name="send">Sends an update to a node; nobody waits for it.</param>
/// <param name="expiry">How long an attached node is believed to be there unless it attaches again.</param>
internal sealed class TopicPublisher<TUpdate>(
    Func<long, long, TUpdate> update,
    Func<IWebNode, TUpdate, Task> send,
    TimeSpan expiry,
    TimeProvider time,
    ILogger log
)
{
    private readonly ObserverManager<IWebNode> _nodes = new(expiry, log);
    private long _revision;
    private long _published;
    private long _lastSent;

    public bool HasNodes => _nodes.Count > 0;

    /// <summary>The present revision.</summary>
    public long Revision => _revision;

    /// <summary>The last revision that the nodes were told of.</summary>
    public long Published => _published;

    /// <summary>How long ago the last update was sent; very long when none was.</summary>
    public TimeSpan SinceSent => time.GetElapsedTime(_lastSent);

    /// <summary>Sets the revision that the next update begins from: the nodes that attach from now on know it already.</summary>
    public void StartAt(long revision) => (_revision, _published) = (revision, revision);

    /// <summary>Raises the revision; <see cref="Publish"/> tells the nodes.</summary>
    public void Changed() => _revision++;

    /// <summary>Raises the revision to one that the topic's own rows have.</summary>
    public void ChangedTo(long revision) => _revision = revision;

    /// <summary>Keeps a node attached for a few seconds more; answers the topic as an update that the node may apply or skip.</summary>
    public TUpdate Attach(IWebNode node)
    {
        Subscribe(node);
        var snapshot = update(_published, _revision);
        // Every node hears what one node is told, joined to what all know: whichever message arrives first, no node sees a false gap.
        Publish();
        return snapshot;
    }

    /// <summary>Keeps a node attached, for an owner whose snapshot is more than an update.</summary>
    public void Subscribe(IWebNode node)
    {
        // Without a listener no update was missed: the first one begins at the present revision.
        if (!HasNodes)
            _published = _revision;
        _nodes.Subscribe(node, node);
    }

    /// <summary>Sends what changed since the last update, if anything did.</summary>
    public void Publish()
    {
        if (_revision > _published)
            Send();
    }

    /// <summary>Sends an update even when the revision is the same: a renewal.</summary>
    public void Send()
    {
        _lastSent = time.GetTimestamp();
        var next = update(_published, _revision);
        _published = _revision;
        _nodes.Notify(node => send(node, next)).Ignore();
    }
}
