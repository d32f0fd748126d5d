namespace FuelGrains.WebFront.Live;

/// <summary>A topic that this node caches: the latest update, the number of viewers on this node, and the time of the last use.</summary>
internal abstract class CachedTopic<TUpdate>(TUpdate? first, TimeProvider time)
    where TUpdate : class
{
    private volatile TUpdate? _latest = first;

    // Negative: the topic left the cache, or never came into it, and takes no viewers.
    private int _viewers;
    private long _usedAt = time.GetTimestamp();

    /// <summary>True: a client of this node watches the topic, so its updates are worth sending.</summary>
    public bool HasViewers => Volatile.Read(ref _viewers) > 0;

    /// <summary>The time since the last use; zero while there are viewers.</summary>
    public TimeSpan Idle => HasViewers ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _usedAt));

    protected TUpdate? LatestOrNull => _latest;

    protected TimeProvider Time => time;

    public void Touch() => Volatile.Write(ref _usedAt, time.GetTimestamp());

    /// <summary>True: nothing about the topic will change soon, so it makes room for others first.</summary>
    public virtual bool IsOver => false;

    /// <summary>False: the topic is not cached (any more), so nobody would hear of its updates. Find it again.</summary>
    public bool TryAddViewer()
    {
        while (true)
        {
            var viewers = Volatile.Read(ref _viewers);
            if (viewers < 0)
                return false;
            if (Interlocked.CompareExchange(ref _viewers, viewers + 1, viewers) == viewers)
                return true;
        }
    }

    public void RemoveViewer() => Interlocked.Decrement(ref _viewers);

    /// <summary>Takes the topic out of use; false while there are viewers.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _viewers, int.MinValue, 0) <= 0;

    /// <summary>Keeps the newer of the cached update and the given one; true when that changes the cached one.</summary>
    public bool TryApply(TUpdate update)
    {
        while (true)
        {
            var cached = _latest;
            var order = cached is null ? 1 : Version(update).CompareTo(Version(cached));
            if (order >= 0)
                OnConfirmed();
            if (order <= 0)
                return false;
            if (Interlocked.CompareExchange(ref _latest, update, cached) == cached)
                return true;
        }
    }

    /// <summary>The order of updates: a later activation first, then a later revision.</summary>
    protected abstract (long Epoch, long Revision) Version(TUpdate update);

    /// <summary>Called for an update that is as new as the cached one, or newer.</summary>
    protected virtual void OnConfirmed() { }
}
