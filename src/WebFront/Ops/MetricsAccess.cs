using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;

namespace FuelGrains.WebFront.Ops;

/// <summary>/metrics is for role ops, and for a scraper that sends the secret of <c>Ops:MetricsToken</c> as its bearer token.</summary>
internal static class MetricsAccess
{
    public static bool Allows(AuthorizationHandlerContext context)
    {
        if (context.User.IsInRole(StaffRoles.Ops))
            return true;
        if (context.Resource is not HttpContext http)
            return false;
        var secret = http.RequestServices.GetRequiredService<IConfiguration>()["Ops:MetricsToken"];
        return !string.IsNullOrEmpty(secret)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes($"Bearer {secret}"),
                Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString())
            );
    }
}
