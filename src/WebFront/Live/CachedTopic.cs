namespace FuelGrains.WebFront.Live;

/// <summary>A topic that this node caches: the latest update, its viewers on this node, and the time of the last use.</summary>
internal abstract class CachedTopic<TUpdate>
    where TUpdate : class
{
    private volatile TUpdate? _latest;
    private volatile Edition? _edition;
    private long _usedAt;

    protected CachedTopic(TUpdate? first, TimeProvider time)
    {
        (_latest, Time, _usedAt) = (first, time, time.GetTimestamp());
        Viewers = new(NewEdition, time);
    }

    /// <summary>The clients of this node that watch the topic.</summary>
    public TopicViewers Viewers { get; }

    /// <summary>The state that goes out to viewers now; null before the first message.</summary>
    public Edition? Edition => _edition;

    /// <summary>The time since the last use; zero while there are viewers.</summary>
    public TimeSpan Idle => Viewers.Count > 0 ? TimeSpan.Zero : Time.GetElapsedTime(Volatile.Read(ref _usedAt));

    protected TUpdate? LatestOrNull => _latest;

    protected TimeProvider Time { get; }

    public void Touch() => Volatile.Write(ref _usedAt, Time.GetTimestamp());

    /// <summary>True: nothing about the topic will change soon, so it makes room for others first.</summary>
    public virtual bool IsOver => false;

    /// <summary>Keeps the newer of the cached update and the given one, and tells the viewers when that changes the cached one.</summary>
    public void Apply(TUpdate update)
    {
        if (TryApply(update))
            Viewers.Changed();
    }

    /// <summary>The newer of the cached update and the given one; the given one when they are of one version.</summary>
    public TUpdate? Newest(TUpdate? read) =>
        read is not null && (_latest is not { } latest || VersionOf(read).CompareTo(VersionOf(latest)) >= 0)
            ? read
            : _latest;

    /// <summary>The order of updates: a later activation first, then a later revision.</summary>
    public abstract (long Epoch, long Revision) VersionOf(TUpdate update);

    /// <summary>The message of an update, as from its own <c>from</c>.</summary>
    protected abstract LiveUpdate MessageOf(TUpdate update, DateTimeOffset now);

    /// <summary>Called for an update that is as new as the cached one, or newer.</summary>
    protected virtual void OnConfirmed() { }

    private bool TryApply(TUpdate update)
    {
        while (true)
        {
            var cached = _latest;
            var order = cached is null ? 1 : VersionOf(update).CompareTo(VersionOf(cached));
            if (order >= 0)
                OnConfirmed();
            if (order <= 0)
                return false;
            if (Interlocked.CompareExchange(ref _latest, update, cached) == cached)
                return true;
        }
    }

    private void NewEdition()
    {
        if (_latest is not { } latest)
            return;
        var message = MessageOf(latest, Time.GetUtcNow());
        _edition = new(VersionOf(latest), from => message with { From = from });
    }
}
