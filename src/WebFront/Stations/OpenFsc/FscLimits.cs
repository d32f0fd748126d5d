using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>Limits on the cost of one site, so that no site slows the others. Section <c>OpenFsc</c>.</summary>
public sealed class FscLimits
{
    /// <summary>How often the socket of a site is pinged.</summary>
    public static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for the answer to a ping: a dead site is noticed within 45 s.</summary>
    public static readonly TimeSpan PingAnswerWithin = TimeSpan.FromSeconds(20);

    /// <summary>The most connections of a node. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>
    /// The most connections of one address (of an IPv6 /64) on a node; the sites of a chain may share one. Default: 2,500.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 2_500;

    /// <summary>Sessions on one multiplexed connection. Default: 64.</summary>
    [Range(1, 1_000)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>
    /// The lines a second that are read from one connection; the rest waits in the socket. Default: 500, twice the rate of 128 pumps that
    /// meter twice a second.
    /// </summary>
    [Range(1, 1_000_000)]
    public int LinesPerSecond { get; set; } = 500;

    /// <summary>The burst of lines above that rate. Default: 5,000.</summary>
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

    /// <summary>The longest time until a site logs in; the server's own time to answer does not count. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoginWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for an answer to a query or a heartbeat. Default: 20 s, the specification's limit for HEARTBEAT.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait for the answer to a command: a late answer is still worth much. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandAnswerWithin { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a site gets a HEARTBEAT. Default: 10 s: a site whose controller hangs behind a living socket is noticed after two of
    /// them and the time to answer, 40 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Heartbeats in a row without an answer before the connection is closed. Default: 2.</summary>
    [Range(1, 100)]
    public int MissedHeartbeats { get; set; } = 2;

    /// <summary>
    /// The logins that a node works on at once; further logins wait their turn. Default: 16: half of PostgreSQL's connections.
    /// </summary>
    [Range(1, 1_000)]
    public int LoginsAtOnce { get; set; } = 16;

    /// <summary>The time that meters of a site gather before they go to its grain. Default: 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MeterMerge { get; set; } = TimeSpan.FromMilliseconds(50);
}
