using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.WebFront.Customers;

/// <summary>Issues tokens and defines what a valid token is (RFC 8725: one algorithm, issuer, audience, lifetime).</summary>
public sealed class Tokens(IOptions<JwtOptions> options, TimeProvider time)
{
    private const string Issuer = "fuelgrains";
    private const string Audience = "fuelgrains";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key = new(Encoding.UTF8.GetBytes(options.Value.SigningKey));

    public IssuedToken ForCustomer(CustomerId customer) =>
        Issue(customer.ToString(), [CallerIdentity.CustomerRole], [], options.Value.CustomerLifetime);

    public IssuedToken ForStaff(StaffMember staff) =>
        Issue(staff.Name, [.. staff.Roles], staff.Stations, options.Value.StaffLifetime);

    public TokenValidationParameters Rules =>
        new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = ["JWT"],
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            NameClaimType = "sub",
            RoleClaimType = "role",
            LifetimeValidator = (from, to, _, _) => IsAlive(from, to),
        };

    public bool IsAlive(DateTime? from, DateTime? to)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return to is { } end && now < end + ClockSkew && (from is not { } start || now > start - ClockSkew);
    }

    private IssuedToken Issue(string subject, string[] roles, ImmutableArray<StationId> stations, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        var expires = now + lifetime;
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = roles };
        if (!stations.IsEmpty)
            claims["station"] = stations.Select(station => station.ToString()).ToArray();
        return new(
            Handler.CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = Issuer,
                    Audience = Audience,
                    IssuedAt = now.UtcDateTime,
                    NotBefore = now.UtcDateTime,
                    Expires = expires.UtcDateTime,
                    TokenType = "JWT",
                    Claims = claims,
                    SigningCredentials = new(_key, SecurityAlgorithms.HmacSha256),
                }
            ),
            expires
        );
    }
}

public readonly record struct IssuedToken(string Token, DateTimeOffset ExpiresAt);
