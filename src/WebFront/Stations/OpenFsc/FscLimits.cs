using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>What one site may cost, so that none costs the others anything. Section <c>OpenFsc</c>.</summary>
public sealed class FscLimits
{
    /// <summary>Connections of a node. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Sessions on one multiplexed connection. Default: 64.</summary>
    [Range(1, 1_000)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>Lines a second that are read of one connection; the rest waits in its own socket. Default: 500: 128 pumps metering twice a second, twice over.</summary>
    [Range(1, 1_000_000)]
    public int LinesPerSecond { get; set; } = 500;

    /// <summary>How many of those may come at once. Default: 5,000.</summary>
    [Range(1, 1_000_000)]
    public int LineBurst { get; set; } = 5_000;

    /// <summary>Lines with an error before the connection is closed. Default: 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxBrokenLines { get; set; } = 100;

    /// <summary>Requests that wait for a site's answer. Default: 64.</summary>
    [Range(1, 10_000)]
    public int MaxPending { get; set; } = 64;

    /// <summary>Messages that wait for a slow reader before it is dropped. Default: 512.</summary>
    [Range(1, 100_000)]
    public int MaxUnsent { get; set; } = 512;

    /// <summary>Failed logins of a connection before it is closed. Default: 3.</summary>
    [Range(1, 100)]
    public int MaxFailedLogins { get; set; } = 3;

    /// <summary>Longest time that the site may take until it logs in; what the server takes to answer does not count. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoginWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for an answer to a query or a heartbeat. Default: 20 s, the specification's limit for HEARTBEAT.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest time that the answer to a command is waited for: a late one is still worth much. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandAnswerWithin { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a site is asked whether it lives. Default: 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Heartbeats in a row without an answer before the connection is closed. Default: 2.</summary>
    [Range(1, 100)]
    public int MissedHeartbeats { get; set; } = 2;

    /// <summary>Logins that a node works on at once; further ones wait their turn. Default: 16: half of PostgreSQL's connections.</summary>
    [Range(1, 1_000)]
    public int LoginsAtOnce { get; set; } = 16;

    /// <summary>Meters of a site are gathered this long before they go to its grain. Default: 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MeterMerge { get; set; } = TimeSpan.FromMilliseconds(50);
}
