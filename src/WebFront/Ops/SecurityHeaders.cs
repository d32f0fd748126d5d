namespace FuelGrains.WebFront.Ops;

/// <summary>Adds the security headers of every response.</summary>
internal static class SecurityHeaders
{
    private const string PagePolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    // Pages of others (dashboard, API reference) bring inline styles and scripts, but load nothing from outside.
    private const string ToolPolicy =
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; object-src 'none'; "
        + "base-uri 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                var path = context.Request.Path;
                // JSON needs none of these headers, and most responses of a rush are JSON.
                if (path.StartsWithSegments("/api"))
                    headers.XContentTypeOptions = "nosniff";
                else
                {
                    headers.XContentTypeOptions = "nosniff";
                    headers["Referrer-Policy"] = "no-referrer";
                    headers.ContentSecurityPolicy =
                        path.StartsWithSegments("/scalar") || path.StartsWithSegments("/ops") ? ToolPolicy : PagePolicy;
                    if (context.Request.IsHttps)
                        headers.StrictTransportSecurity = "max-age=31536000";
                }
                return next(context);
            }
        );
}
