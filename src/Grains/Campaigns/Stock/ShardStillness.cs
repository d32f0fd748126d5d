namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// The moment in which a shard holds still because its campaign changes: nothing is decided, callers wait, and the shard then goes on from
/// its memory under the new terms. It ends by itself after <see cref="StockShardLimits.StillFor"/>: the fencing epoch decides then, as
/// ever.
/// </summary>
internal sealed class ShardStillness(StockShardLimits limits, TimeProvider time)
{
    private TaskCompletionSource? _end;
    private long _began;
    private int _waiting;

    public bool IsOn => _end is not null;

    public void Begin()
    {
        if (IsOn)
            return;
        (_end, _began, _waiting) = (new(), time.GetTimestamp(), 0);
    }

    /// <summary>Lets those who wait decide, in the order in which they came.</summary>
    public void End()
    {
        var end = _end;
        _end = null;
        end?.SetResult();
    }

    public void EndIfOverdue()
    {
        if (IsOn && time.GetElapsedTime(_began) >= limits.StillFor)
            End();
    }

    /// <summary>Waits for the end. False when as many requests wait as the limit allows: the caller is to ask again.</summary>
    /// <param name="requests">The requests that wait here.</param>
    public async Task<bool> WaitAsync(int requests)
    {
        while (_end is { } end)
        {
            if (_waiting >= limits.MaxPending)
                return false;
            _waiting += requests;
            await end.Task;
        }
        return true;
    }
}
