namespace FuelGrains.Grains.Stations;

/// <summary>
/// The connections of one site and the rule of which one holds it: the highest priority, then the oldest. A client that
/// does not know session modes has only one, so its newest replaces what was there: a half-dead socket must not keep it out.
/// </summary>
public sealed class SiteConnections(TimeProvider time)
{
    /// <summary>Web nodes renew every 2 s; after three missed ones a node is taken for dead.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);

    /// <summary>More sessions than any site needs.</summary>
    public const int Most = 8;

    private readonly List<Entry> _entries = [];

    public sealed record Entry(SiteHello Hello, ISiteConnection Connection, long RenewedAt);

    public Entry? Active { get; private set; }

    public IReadOnlyList<Entry> All => _entries;

    /// <summary>What becomes of a newcomer; nothing is changed yet.</summary>
    public SiteMode Judge(SiteHello newcomer)
    {
        var others = _entries.Where(entry => entry.Hello.Connection != newcomer.Connection).ToList();
        if (newcomer.Priority is { } priority && others.Exists(entry => entry.Hello.Priority == priority))
            return SiteMode.PriorityTaken;
        if (Active is null || Active.Hello.Connection == newcomer.Connection || Replaces(newcomer))
            return SiteMode.Active;
        if (others.Count >= Most)
            return SiteMode.Closed;
        return Compare(newcomer, Active.Hello) < 0 ? SiteMode.Active : SiteMode.Passive;
    }

    /// <summary>True when the newcomer takes the place of all others, which are closed.</summary>
    public static bool Replaces(SiteHello newcomer) => newcomer is { KnowsModes: false, Priority: null };

    public void Put(SiteHello hello, ISiteConnection connection, bool active)
    {
        var entry = new Entry(hello, connection, time.GetTimestamp());
        _entries.RemoveAll(known => known.Hello.Connection == hello.Connection);
        _entries.Add(entry);
        if (active)
            Active = entry;
        else if (Active?.Hello.Connection == hello.Connection)
            Active = null;
    }

    public Entry? Find(Guid connection) => _entries.Find(entry => entry.Hello.Connection == connection);

    public void Remove(Guid connection)
    {
        _entries.RemoveAll(entry => entry.Hello.Connection == connection);
        if (Active?.Hello.Connection == connection)
            Active = null;
    }

    /// <summary>Forgets those whose node fell silent.</summary>
    public void Expire()
    {
        _entries.RemoveAll(entry => time.GetElapsedTime(entry.RenewedAt) > Expiry);
        if (Active is { } active && !_entries.Contains(active))
            Active = null;
    }

    /// <summary>Who should hold the site when nobody does.</summary>
    public Entry? Successor() =>
        Active is null ? _entries.MinBy(entry => entry.Hello, Comparer<SiteHello>.Create(Compare)) : null;

    private static int Compare(SiteHello one, SiteHello other) =>
        ((one.Priority ?? int.MaxValue, one.ConnectedAt)).CompareTo(
            (other.Priority ?? int.MaxValue, other.ConnectedAt)
        );
}
