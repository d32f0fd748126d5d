using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Live;

/// <summary>Limits of the live hub's connections on one node. Section <c>Live</c>.</summary>
public sealed class LiveLimits
{
    /// <summary>The most connections of a node; those of sites have a share of their own (<c>OpenFsc</c>). Default: 80,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 80_000;

    /// <summary>
    /// The most connections of one address (of an IPv6 /64) on a node. Thousands of phones share one behind a carrier's NAT.
    /// Default: 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 10_000;
}
