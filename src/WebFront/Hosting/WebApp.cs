namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// The customers' client as a web app, below <c>/m/</c>. Its sources lie in <c>client/</c>, its build in <c>wwwroot/m</c>. It logs in and
/// pays through the simulator of WeChat, so it is served only where that runs.
/// </summary>
internal static class WebApp
{
    private const string Index = "m/index.html";
    private static readonly PathString Root = "/m";
    private static readonly PathString Hashed = "/m/assets";

    /// <summary>Whether this process serves the web app.</summary>
    public static bool IsServed(IConfiguration configuration) => configuration.GetValue<bool>("WeChat:Simulator");

    /// <summary>Whether a request may read the files of the pages and, where it is served, of the web app.</summary>
    public static bool MayRead(PathString path, bool served) => served || !path.StartsWithSegments(Root);

    /// <summary>
    /// A file whose name holds a hash of its content never changes. All others are revalidated at every visit (by their ETag), so a page
    /// never mixes modules of two builds.
    /// </summary>
    public static string CacheControl(PathString path) =>
        path.StartsWithSegments(Hashed) ? "public, max-age=31536000, immutable" : "no-cache";

    /// <summary>Maps the web app's one page; its addresses are behind the #.</summary>
    public static void MapWebApp(this WebApplication app)
    {
        var index = app.Environment.WebRootFileProvider.GetFileInfo(Index);
        if (!IsServed(app.Configuration) || !index.Exists)
            return;
        using var reader = new StreamReader(index.CreateReadStream());
        var page = reader.ReadToEnd();
        app.MapMethods(
                "/m",
                [HttpMethods.Get, HttpMethods.Head],
                (HttpContext http) =>
                {
                    http.Response.Headers.CacheControl = "no-cache";
                    return Results.Text(page, "text/html; charset=utf-8");
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}
