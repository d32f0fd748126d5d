using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WebFront.Customers;

/// <summary>Identifies the caller, a customer or a member of staff. The class is small, because every remembered token keeps one.</summary>
public sealed class CallerIdentity : ClaimsIdentity
{
    public const string Scheme = "Bearer";
    public const string CustomerRole = "customer";

    public CallerIdentity(string subject, IEnumerable<string> roles, params ImmutableArray<StationId> stations)
        : base([new Claim("sub", subject), .. roles.Select(role => new Claim("role", role))], Scheme, "sub", "role")
    {
        (Subject, Stations) = (subject, stations);
        var isCustomer = HasClaim("role", CustomerRole);
        if (isCustomer && CustomerId.TryParse(subject, null, out var customer))
            Customer = customer;
        LimitKey = Customer?.Value ?? new(SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16));
    }

    public string Subject { get; }

    /// <summary>The customer; null for staff.</summary>
    public CustomerId? Customer { get; }

    public Guid LimitKey { get; }

    /// <summary>The stations at which station staff work.</summary>
    public ImmutableArray<StationId> Stations { get; }

    /// <summary>True for an admin everywhere, for station staff at the stations of their account.</summary>
    public bool WorksAt(StationId station) =>
        HasClaim("role", StaffRoles.Admin) || HasClaim("role", StaffRoles.Station) && Stations.Contains(station);
}

internal static class Caller
{
    /// <summary>Returns the customer who calls; only behind the customer policy.</summary>
    public static CustomerId Customer(this HttpContext context) =>
        ((CallerIdentity)context.User.Identity!).Customer!.Value;

    /// <summary>Tells whether the member of staff who calls works at a station.</summary>
    public static bool WorksAt(this HttpContext context, StationId station) =>
        ((CallerIdentity)context.User.Identity!).WorksAt(station);

    /// <summary>Returns the member of staff who calls; only behind a staff policy.</summary>
    public static string Staff(this HttpContext context) => ((CallerIdentity)context.User.Identity!).Subject;
}
