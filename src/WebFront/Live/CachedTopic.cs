namespace FuelGrains.WebFront.Live;

/// <summary>A topic that this node caches: the latest update, the number of viewers on this node, and the time of the last use.</summary>
internal abstract class CachedTopic<TUpdate>(TUpdate? first, TimeProvider time)
    where TUpdate : class
{
    private volatile TUpdate? _latest = first;
    private int _viewers;
    private long _usedAt = time.GetTimestamp();

    /// <summary>True: a client of this node watches the topic, so its updates are worth sending.</summary>
    public bool HasViewers => Volatile.Read(ref _viewers) > 0;

    /// <summary>The time since the last use; zero while there are viewers.</summary>
    public TimeSpan Idle => HasViewers ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _usedAt));

    protected TUpdate? LatestOrNull => _latest;

    protected TimeProvider Time => time;

    public void Touch() => Volatile.Write(ref _usedAt, time.GetTimestamp());

    public void AddViewer() => Interlocked.Increment(ref _viewers);

    public void RemoveViewer() => Interlocked.Decrement(ref _viewers);

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
