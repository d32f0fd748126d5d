using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Customers;

/// <summary>Settings of tokens. Section <c>Jwt</c>. Every front of a cluster needs the same key.</summary>
public sealed class JwtOptions
{
    /// <summary>The key for Development only: everybody who reads the source knows it.</summary>
    public const string DevelopmentKey = "fuelgrains-development-signing-key-0123456789";

    /// <summary>The key that signs tokens, at least 32 bytes. No default outside Development.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>The time for which a customer stays logged in; the mini-program logs in again silently. Default: 12 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan CustomerLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The time for which a member of staff stays logged in. Default: 8 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan StaffLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>
    /// Most verified tokens that are remembered, so that a token's signature is checked once. About 1 KB each.
    /// Default: 131,072.
    /// </summary>
    [Range(0, 4_194_304)]
    public int TokensRemembered { get; set; } = 131_072;
}
