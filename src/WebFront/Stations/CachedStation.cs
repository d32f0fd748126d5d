namespace FuelGrains.WebFront.Stations;

/// <summary>What this node knows of one station: the latest revision it heard, and when.</summary>
internal sealed class CachedStation(StationUpdate first, Func<CachedStation, Task> attach, TimeProvider time)
{
    // An attached station says something every four seconds at least; older than that is asked for again.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private volatile StationUpdate _latest = first;
    private int _viewers;
    private long _usedAt = time.GetTimestamp();
    private long _heardAt = DateTimeOffset.MinValue.UtcTicks;

    public StationId Id => _latest.Station;
    public StationUpdate Latest => _latest;

    /// <summary>When this node last heard of it: how old what it shows may be.</summary>
    public DateTimeOffset HeardAt => new(Volatile.Read(ref _heardAt), TimeSpan.Zero);

    public bool HasViewers => Volatile.Read(ref _viewers) > 0;

    public TimeSpan Idle => HasViewers ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _usedAt));

    public void Touch() => Volatile.Write(ref _usedAt, time.GetTimestamp());

    public void AddViewer() => Interlocked.Increment(ref _viewers);

    public void RemoveViewer() => Interlocked.Decrement(ref _viewers);

    /// <summary>Keeps the newer of what is known and what was heard; true when that changed something.</summary>
    public bool Hear(StationUpdate update)
    {
        while (true)
        {
            var known = _latest;
            var order = (update.Epoch, update.To).CompareTo((known.Epoch, known.To));
            if (order >= 0)
                Volatile.Write(ref _heardAt, time.GetUtcNow().UtcTicks);
            if (order <= 0)
                return false;
            if (Interlocked.CompareExchange(ref _latest, update, known) == known)
                return true;
        }
    }

    /// <summary>The board, asked for again when it was not heard of lately. When nobody answers it says how old it is.</summary>
    public async Task<StationUpdate> FreshAsync()
    {
        Touch();
        if (time.GetUtcNow() - HeardAt > Fresh)
            await attach(this);
        return _latest;
    }
}
