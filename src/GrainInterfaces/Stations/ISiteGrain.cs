namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A station, as the connections of its site see it. The truth about who holds the site is here: each connection that
/// comes to hold it gets a higher epoch, written to the ledger, and everything both ways carries that epoch.
/// </summary>
[Alias("fuel.site")]
public interface ISiteGrain : IGrainWithGuidKey
{
    [Alias("connect")]
    Task<SiteWelcome> ConnectAsync(SiteHello hello, ISiteConnection connection);

    /// <summary>Every two seconds: keeps the connection, also past a takeover of this grain.</summary>
    [Alias("renew")]
    Task<SiteWelcome> RenewAsync(SiteHello hello, ISiteConnection connection);

    [Alias("report")]
    Task<SiteReply> ReportAsync(long epoch, SiteBatch batch);

    [Alias("disconnect")]
    Task DisconnectAsync(Guid connection);
}

/// <summary>One connection (or session) of a site, on the web node that has its socket.</summary>
[Alias("fuel.site-connection")]
public interface ISiteConnection : IGrainObserver
{
    /// <summary>Queues the command and returns; the answer comes to the pump's grain. A command of another epoch is dropped.</summary>
    [OneWay, Alias("command")]
    Task CommandAsync(long epoch, SiteCommand command);

    [OneWay, Alias("mode")]
    Task ModeAsync(SiteWelcome mode);
}

[GenerateSerializer, Immutable, Alias("fuel.site-hello")]
public sealed record SiteHello
{
    [Id(0)]
    public required Guid Connection { get; init; }

    /// <summary>SHA-256 of the secret, in hex.</summary>
    [Id(1)]
    public required string SecretHash { get; init; }

    /// <summary>1 is the highest; null when the client left it to the server.</summary>
    [Id(2)]
    public int? Priority { get; init; }

    /// <summary>The client knows session modes: it may wait beside the connection that holds the site. Others replace it.</summary>
    [Id(3)]
    public bool KnowsModes { get; init; }

    [Id(4)]
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>The epoch it holds the site under; 0 when it does not.</summary>
    [Id(5)]
    public long Epoch { get; init; }

    /// <summary>When the site last said anything.</summary>
    [Id(6)]
    public required DateTimeOffset HeardAt { get; init; }

    [Id(7)]
    public bool Meters { get; init; }
}

[GenerateSerializer, Immutable, Alias("fuel.site-welcome")]
public sealed record SiteWelcome(SiteMode Mode, long Epoch = 0, bool Refresh = false);

[GenerateSerializer, Alias("fuel.site-mode")]
public enum SiteMode
{
    /// <summary>Holds the site, under the epoch beside it. With Refresh: ask the site for everything again.</summary>
    Active = 0,

    /// <summary>Waits until the active one is gone.</summary>
    Passive = 1,

    /// <summary>A later connection took its place, or its secret was revoked: close it.</summary>
    Closed = 2,
    BadCredentials = 3,

    /// <summary>Another session of this site has that priority.</summary>
    PriorityTaken = 4,

    /// <summary>The grain moved under the call: ask again.</summary>
    Retry = 5,
}
