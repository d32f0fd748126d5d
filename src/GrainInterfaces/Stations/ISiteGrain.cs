namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A station, as the connections of its site see it. The grain elects the active connection. Each connection that becomes active gets a
/// higher fencing epoch, written to the ledger, and every message in both directions carries that epoch.
/// </summary>
[Alias("fuel.site")]
public interface ISiteGrain : IGrainWithGuidKey
{
    [Alias("connect")]
    Task<ConnectReply> ConnectAsync(ConnectRequest request, ISiteConnection connection);

    /// <summary>Keeps the connection, also when the grain moves. Each web node renews its connections every two seconds.</summary>
    [Alias("renew")]
    Task<ConnectReply> RenewAsync(ConnectRequest request, ISiteConnection connection);

    [Alias("report")]
    Task<SiteReply> ReportAsync(long epoch, SiteBatch batch);

    [Alias("disconnect")]
    Task DisconnectAsync(Guid connection);
}

/// <summary>A connection (or session) of a site, on the web node that has its socket.</summary>
[Alias("fuel.site-connection")]
public interface ISiteConnection : IGrainObserver
{
    /// <summary>Queues the command and returns; the answer comes to the pump's grain. A command of another epoch is dropped.</summary>
    [OneWay, Alias("command")]
    Task CommandAsync(long epoch, SiteCommand command);

    [OneWay, Alias("mode")]
    Task ModeAsync(ConnectReply mode);
}

/// <summary>A connection of a site, when it logs in and with each renewal.</summary>
[GenerateSerializer, Immutable, Alias("fuel.connect-request")]
public sealed record ConnectRequest
{
    [Id(0)]
    public required Guid Connection { get; init; }

    /// <summary>SHA-256 of the secret, in hex.</summary>
    [Id(1)]
    public required string SecretHash { get; init; }

    /// <summary>1 is the highest; null when the client left it to the server.</summary>
    [Id(2)]
    public int? Priority { get; init; }

    /// <summary>
    /// The client knows session modes, so its connection may wait beside the active one. A connection without them replaces all others.
    /// </summary>
    [Id(3)]
    public bool KnowsModes { get; init; }

    [Id(4)]
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>The fencing epoch of the connection while it is active; otherwise 0.</summary>
    [Id(5)]
    public long Epoch { get; init; }

    /// <summary>The time of the site's last message.</summary>
    [Id(6)]
    public required DateTimeOffset HeardAt { get; init; }

    [Id(7)]
    public bool Meters { get; init; }
}

/// <summary>The mode of a connection, decided by the station.</summary>
/// <param name="Refresh">The web node queries everything from the site again.</param>
[GenerateSerializer, Immutable, Alias("fuel.connect-reply")]
public sealed record ConnectReply(SiteMode Mode, long Epoch = 0, bool Refresh = false);

[GenerateSerializer, Alias("fuel.site-mode")]
public enum SiteMode
{
    /// <summary>The connection is active, under the epoch of the reply.</summary>
    Active = 0,

    /// <summary>The connection waits until the active one is gone.</summary>
    Passive = 1,

    /// <summary>Another connection replaced this one, or its secret was revoked: the web node closes it.</summary>
    Closed = 2,
    BadCredentials = 3,

    /// <summary>Another session of this site has that priority.</summary>
    PriorityTaken = 4,

    /// <summary>The grain moved during the call: connect again.</summary>
    Retry = 5,
}
