namespace FuelGrains.Grains.Campaigns.Hoarding;

/// <summary>
/// A shard's free units that returned a moment ago. They are kept for customers who do not give way, and those customers' orders take the
/// oldest of them first.
/// </summary>
/// <param name="keep">How long a returned unit is kept.</param>
internal sealed class ReturnedUnits(TimeSpan keep)
{
    /// <summary>
    /// Returns within a tenth of a second share an entry, and are kept so much longer at most: at ten minutes, the longest setting, there
    /// are 6,000 entries.
    /// </summary>
    private const long EntryMs = 100;

    private readonly long _keepMs = (long)keep.TotalMilliseconds;
    private readonly Queue<Entry> _entries = new();
    private Entry? _latest;
    private long _returned;
    private long _taken;
    private long _lastMs;

    /// <summary>Units that are kept now.</summary>
    public long Kept(DateTimeOffset now)
    {
        Forget(now);
        return _returned - _taken;
    }

    public void Add(long units, DateTimeOffset now)
    {
        if (units <= 0 || _keepMs == 0)
            return;
        Forget(now);
        var at = now.ToUnixTimeMilliseconds() / EntryMs * EntryMs;
        if (_latest?.AtMs != at || _entries.Count == 0)
            _entries.Enqueue(_latest = new(at));
        _latest.Units += units;
        _returned += units;
    }

    /// <summary>Takes units of an order away from what is kept: nothing is kept for others that others have.</summary>
    public void Take(long units, DateTimeOffset now)
    {
        if (_returned == 0)
            return;
        var kept = Kept(now);
        _taken += Math.Min(units, kept);
    }

    /// <summary>Until when more units than these are kept; null when no more are kept now.</summary>
    public DateTimeOffset? MoreThan(long units, DateTimeOffset now)
    {
        if (Kept(now) <= units)
            return null;
        var (returned, taken) = (_returned, _taken);
        foreach (var entry in _entries)
        {
            (returned, taken) = (returned - entry.Units, Math.Max(0, taken - entry.Units));
            if (returned - taken <= units)
                return DateTimeOffset.FromUnixTimeMilliseconds(EndMs(entry));
        }
        return null;
    }

    // A clock that steps back ends the keeping: nobody waits until it is that late again.
    private void Forget(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var isBack = nowMs < _lastMs;
        _lastMs = nowMs;
        while (_entries.TryPeek(out var first) && (isBack || EndMs(first) <= nowMs))
        {
            _entries.Dequeue();
            (_returned, _taken) = (_returned - first.Units, Math.Max(0, _taken - first.Units));
        }
    }

    private long EndMs(Entry entry) => entry.AtMs + EntryMs + _keepMs;

    private sealed class Entry(long atMs)
    {
        public long AtMs => atMs;
        public long Units { get; set; }
    }
}
