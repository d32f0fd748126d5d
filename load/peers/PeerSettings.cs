namespace FuelGrains.Peers;

/// <summary>The settings of a peer. Section <c>Peer</c>, but for the role.</summary>
internal sealed record PeerSettings
{
    public required string Role { get; init; }

    /// <summary>The key of HS256, which signed the tokens of the run.</summary>
    public required string SigningKey { get; init; }

    /// <summary>Null: the tokens have no issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>Null: the tokens have no audience.</summary>
    public string? Audience { get; init; }

    /// <summary>Validated tokens that are remembered, as the product does; 0: stock JwtBearer validates each request.</summary>
    public int TokensRemembered { get; init; }

    /// <summary>The connection string of Redis or PostgreSQL.</summary>
    public string? Store { get; init; }

    /// <summary>Units of the sale.</summary>
    public long Stock { get; init; } = 100_000_000;

    /// <summary>The most units of a customer.</summary>
    public long Limit { get; init; } = 1_000_000;

    /// <summary>Orders that are in the sale before the first request.</summary>
    public int Orders { get; init; }

    /// <summary>The file of a sale's JSON as the product sends it; the hub broadcasts the same.</summary>
    public string? Payload { get; init; }

    public static PeerSettings Read(IConfiguration configuration) =>
        configuration.GetSection("Peer").Get<PeerSettings>() is { Role.Length: > 0, SigningKey.Length: > 0 } settings
            ? settings
            : throw new ArgumentException("A peer needs Peer:Role and Peer:SigningKey.");
}
