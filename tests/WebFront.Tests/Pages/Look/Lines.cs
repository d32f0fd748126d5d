using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>
/// The line of a page: silent, dead, or with other answers. The login and the app's settings pass, so that only the page is in its state.
/// </summary>
internal static class Lines
{
    /// <summary>The browser's complaints about what these lines do.</summary>
    public const string Complaints = "status of [45]..|net::ERR_|WebSocket connection|ERR_INTERNET";

    public static Task Silent(IPage page) => AllAsync(page, _ => Task.CompletedTask);

    public static Task Dead(IPage page) => AllAsync(page, route => route.AbortAsync("internetdisconnected"));

    public static Func<IPage, Task> Answers(int status, string slug) =>
        page => AllAsync(page, route => route.FulfillProblemAsync(status, slug));

    public static Func<IPage, Task> Refuses(string address, int status, string slug) =>
        page => page.RouteAsync(address, route => route.FulfillProblemAsync(status, slug));

    public static Task Empty(IPage page) =>
        page.RouteAsync(
            "**/api/*",
            async route =>
            {
                var path = new Uri(route.Request.Url).AbsolutePath;
                var body = path switch
                {
                    "/api/flash-sales" => """{"sales":[]}""",
                    "/api/group-buys" => """{"groupBuys":[]}""",
                    "/api/stations" => """{"stations":[],"total":0}""",
                    _ => null,
                };
                if (body is null)
                    await route.ContinueAsync();
                else
                    await route.FulfillAsync(new() { ContentType = "application/json", Body = body });
            }
        );

    private static async Task AllAsync(IPage page, Func<IRoute, Task> act)
    {
        // A live connection would bring what the requests do not.
        await page.RouteWebSocketAsync("**/hubs/live**", _ => { });
        await page.RouteAsync(
            "**/api/**",
            route =>
                new Uri(route.Request.Url).AbsolutePath is "/api/login" or "/api/config" or "/api/client-errors"
                    ? route.ContinueAsync()
                    : act(route)
        );
    }
}
