using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WebFront.Customers;

/// <summary>Who calls: a customer or a member of staff. Small, because it is kept with every cached token.</summary>
public sealed class CallerIdentity : ClaimsIdentity
{
    public const string Scheme = "Bearer";
    public const string CustomerRole = "customer";

    public CallerIdentity(string subject, IEnumerable<string> roles)
        : base([new Claim("sub", subject), .. roles.Select(role => new Claim("role", role))], Scheme, "sub", "role")
    {
        Subject = subject;
        var isCustomer = HasClaim("role", CustomerRole);
        if (isCustomer && CustomerId.TryParse(subject, null, out var customer)) Customer = customer;
        LimitKey = Customer?.Value ?? new(SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16));
    }

    public string Subject { get; }

    /// <summary>Null for staff.</summary>
    public CustomerId? Customer { get; }

    public Guid LimitKey { get; }
}

internal static class Caller
{
    /// <summary>The customer who calls; only behind the customer policy.</summary>
    public static CustomerId Customer(this HttpContext context) => ((CallerIdentity)context.User.Identity!).Customer!.Value;

    /// <summary>The member of staff who calls; only behind a staff policy.</summary>
    public static string Staff(this HttpContext context) => ((CallerIdentity)context.User.Identity!).Subject;
}
