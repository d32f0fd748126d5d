using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// Answers requests to addresses that do not exist, before anybody is asked for a token: a page for a browser, a problem for a program.
/// </summary>
internal static class MissingPage
{
    /// <summary>The roots of addresses that only programs use.</summary>
    private static readonly PathString[] Programs = ["/api", "/hubs", "/openfsc"];

    public static void UseMissingPage(this WebApplication app)
    {
        var page = PageLayout.Build("missing.html");
        app.Use(
            (context, next) =>
                context.GetEndpoint() is not null ? next(context)
                : IsBrowser(context.Request) ? ShowAsync(context, page)
                : Problems.NotFound.ExecuteAsync(context)
        );
    }

    private static bool IsBrowser(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !Array.Exists(Programs, root => request.Path.StartsWithSegments(root))
        && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html" && type.Quality is null or > 0);

    private static async Task ShowAsync(HttpContext context, byte[] page)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = page.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(page, context.RequestAborted);
    }
}
