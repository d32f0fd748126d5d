using System.ComponentModel.DataAnnotations;

namespace FuelGrains.WebFront.Customers;

/// <summary>How tokens are signed. Section <c>Jwt</c>. Every front of a cluster needs the same key.</summary>
public sealed class JwtOptions
{
    /// <summary>Known to everybody who reads the source: for Development alone.</summary>
    public const string DevelopmentKey = "fuelgrains-development-signing-key-0123456789";

    /// <summary>At least 32 bytes. No default outside Development.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>How long a customer stays logged in; the mini-program logs in again silently. Default: 12 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan CustomerLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a member of staff stays logged in. Default: 8 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan StaffLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>Verified tokens remembered, so that a token's signature is checked once. About 1 KB each. Default: 131,072.</summary>
    [Range(0, 4_194_304)]
    public int TokensRemembered { get; set; } = 131_072;
}
