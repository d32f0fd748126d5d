namespace FuelGrains.Grains.Stations.Sites;

/// <summary>
/// The connections of one site, and the election of the active one: the highest priority, then the oldest. A client that does not know
/// session modes has one connection, so its newest replaces all others: a half-dead socket must not lock the site out.
/// </summary>
public sealed class SiteConnections(TimeProvider time)
{
    /// <summary>Web nodes renew every 2 s. A node that misses three renewals counts as dead.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);

    /// <summary>The most connections of a site: more than any site needs.</summary>
    public const int Most = 8;

    private readonly List<Entry> _entries = [];

    public sealed record Entry(ConnectRequest Request, ISiteConnection Connection, long RenewedAt);

    public Entry? Active { get; private set; }

    /// <summary>Decides the mode of a new connection, and changes nothing yet.</summary>
    public SiteMode Elect(ConnectRequest newcomer)
    {
        var others = Others(newcomer.Connection);
        if (newcomer.Priority is { } priority && others.Exists(entry => entry.Request.Priority == priority))
            return SiteMode.PriorityTaken;
        if (Active is null || Active.Request.Connection == newcomer.Connection || Replaces(newcomer))
            return SiteMode.Active;
        if (others.Count >= Most)
            return SiteMode.Closed;
        return Compare(newcomer, Active.Request) < 0 ? SiteMode.Active : SiteMode.Passive;
    }

    /// <summary>Decides what a renewal makes of its connection, and changes nothing yet.</summary>
    /// <param name="epoch">The fencing epoch of the active connection, as the ledger has it.</param>
    public SiteRenewal Renew(ConnectRequest renewal, long epoch)
    {
        var known = Find(renewal.Connection);
        var active = known is not null && Active == known;
        if (renewal.Epoch == epoch && epoch > 0)
            return active ? SiteRenewal.StaysActive : SiteRenewal.Resumes;
        if (renewal.Epoch == 0 && active)
            return SiteRenewal.WasPromoted;
        var waits = renewal.Epoch == 0 ? !Replaces(renewal) : known is { Request.Epoch: 0 };
        return waits ? SiteRenewal.StaysPassive : SiteRenewal.Closed;
    }

    /// <summary>Makes a connection the active one under a fencing epoch, or renews the active one.</summary>
    public void Activate(ConnectRequest request, ISiteConnection connection, long epoch) =>
        Active = Put(request with { Epoch = epoch }, connection);

    /// <summary>Makes the connection active that was just elected. All others are demoted, or closed when it replaces them.</summary>
    public void Promote(ConnectRequest request, ISiteConnection connection, long epoch)
    {
        foreach (var other in Others(request.Connection))
            if (Replaces(request))
                Close(other);
            else
                Demote(other);
        Activate(request, connection, epoch);
    }

    /// <summary>Adds or renews a connection that waits beside the active one.</summary>
    public void AddPassive(ConnectRequest request, ISiteConnection connection)
    {
        Put(request with { Epoch = 0 }, connection);
        if (Active?.Request.Connection == request.Connection)
            Active = null;
    }

    public void Remove(Guid connection)
    {
        _entries.RemoveAll(entry => entry.Request.Connection == connection);
        if (Active?.Request.Connection == connection)
            Active = null;
    }

    /// <summary>Removes a connection and tells its web node to close it.</summary>
    public void Close(Entry entry)
    {
        Remove(entry.Request.Connection);
        entry.Connection.ModeAsync(new(SiteMode.Closed)).Ignore();
    }

    /// <summary>The connections whose secret is not among the valid ones any more.</summary>
    public IReadOnlyList<Entry> Retired(ImmutableArray<string> validSecrets) =>
        [.. _entries.Where(entry => !validSecrets.Contains(entry.Request.SecretHash))];

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Removes the connections whose web node stopped renewing them.</summary>
    public void Expire()
    {
        _entries.RemoveAll(entry => time.GetElapsedTime(entry.RenewedAt) > Expiry);
        if (Active is { } active && !_entries.Contains(active))
            Active = null;
    }

    /// <summary>The connection that should become active; null while one is active, or none waits.</summary>
    public Entry? Successor() =>
        Active is null ? _entries.MinBy(entry => entry.Request, Comparer<ConnectRequest>.Create(Compare)) : null;

    // True when the newcomer takes the place of all others, which are closed.
    private static bool Replaces(ConnectRequest newcomer) => newcomer is { KnowsModes: false, Priority: null };

    private void Demote(Entry entry)
    {
        AddPassive(entry.Request, entry.Connection);
        entry.Connection.ModeAsync(new(SiteMode.Passive)).Ignore();
    }

    private Entry Put(ConnectRequest request, ISiteConnection connection)
    {
        var entry = new Entry(request, connection, time.GetTimestamp());
        _entries.RemoveAll(known => known.Request.Connection == request.Connection);
        _entries.Add(entry);
        return entry;
    }

    private Entry? Find(Guid connection) => _entries.Find(entry => entry.Request.Connection == connection);

    private List<Entry> Others(Guid connection) => _entries.FindAll(entry => entry.Request.Connection != connection);

    private static int Compare(ConnectRequest one, ConnectRequest other) =>
        (one.Priority ?? int.MaxValue, one.ConnectedAt).CompareTo((other.Priority ?? int.MaxValue, other.ConnectedAt));
}

/// <summary>The meaning of a connection's renewal.</summary>
public enum SiteRenewal
{
    /// <summary>The connection is the active one and stays so.</summary>
    StaysActive = 0,

    /// <summary>
    /// The connection is the active one by its epoch, and unknown here: this is a fresh activation of the grain, or the web node was
    /// silent for too long.
    /// </summary>
    Resumes = 1,

    /// <summary>The connection was made the active one, and the message that said so was lost.</summary>
    WasPromoted = 2,
    StaysPassive = 3,
    Closed = 4,
}
