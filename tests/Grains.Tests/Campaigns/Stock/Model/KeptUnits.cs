using FuelGrains.Grains.Campaigns.Hoarding;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Model;

/// <summary>The answers of <see cref="ReturnedUnits"/>, from a plain list of units with the time until which each is kept.</summary>
/// <param name="free">Units that are free when the shard is opened.</param>
internal sealed class KeptUnits(TimeSpan keep, long free, DateTimeOffset opened)
{
    private readonly List<DateTimeOffset> _until = Entries(free, opened + keep);
    private DateTimeOffset _last = opened;

    public long Count(DateTimeOffset now)
    {
        if (now < _last)
            _until.Clear();
        _last = now;
        _until.RemoveAll(until => until <= now);
        return _until.Count;
    }

    public void Add(long units, DateTimeOffset now)
    {
        if (units <= 0)
            return;
        Count(now);
        _until.AddRange(Entries(units, now + keep));
    }

    public long Take(long units, DateTimeOffset now)
    {
        if (_until.Count == 0)
            return 0;
        var taken = Math.Min(units, Count(now));
        _until.RemoveRange(0, (int)taken);
        return taken;
    }

    public DateTimeOffset? Until(long spare, DateTimeOffset now) =>
        Count(now) > spare ? _until[_until.Count - (int)spare - 1] : null;

    public void Clear() => _until.Clear();

    // The model's clock has whole seconds, so every tenth of a second begins with its return.
    private static List<DateTimeOffset> Entries(long units, DateTimeOffset end) =>
        [.. Enumerable.Repeat(end + TimeSpan.FromMilliseconds(100), (int)units)];
}
