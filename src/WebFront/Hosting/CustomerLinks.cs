using System.Text;
using FuelGrains.WebFront.Orders.Vouchers;

namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// The addresses that printed codes, shared links and messages lead to. Scanned in WeChat they open the mini-program, which reads them by
/// itself. A browser is led into the web app where that is served; elsewhere it reads that the mini-program is meant, with its code.
/// </summary>
internal static class CustomerLinks
{
    /// <summary>Characters of path and query that a code holds; beyond them it leads to the start.</summary>
    private const int LongestLink = 300;

    private const string Entrance = "/m/#/pages/open/open?q=";
    private const string CodeSlot = "<!-- slot: code -->";

    /// <summary>The addresses that the client's <c>links/target.ts</c> reads.</summary>
    private static readonly string[] Paths =
    [
        "/",
        "/orders/{orderId}",
        "/vouchers",
        "/vouchers/{voucherId}",
        "/drive",
        // WeChat looks for its verification files below this address, too.
        "/drive/{stationId:guid}",
        "/drive/{stationId}/{pump}",
        "/groups",
        "/group/{campaignId}",
        // An invitation link carries the team's share code and the inviting seat as a query.
        "/group",
        "/team/{team}",
    ];

    public static void MapCustomerLinks(this WebApplication app)
    {
        var page = Encoding.UTF8.GetString(PageLayout.Build("miniProgram.html"));
        var isServed = WebApp.IsServed(app.Configuration);
        foreach (var path in Paths)
            app.MapMethods(
                    path,
                    [HttpMethods.Get, HttpMethods.Head],
                    (HttpContext http, PublicAddress site) =>
                    {
                        http.Response.Headers.CacheControl = "no-cache";
                        var link = LinkOf(http.Request, site.Of(http));
                        return isServed
                            ? Results.Redirect(Entrance + Uri.EscapeDataString(link))
                            : Results.Text(
                                page.Replace(CodeSlot, VoucherQr.Svg(link), StringComparison.Ordinal),
                                "text/html; charset=utf-8"
                            );
                    }
                )
                .AllowAnonymous()
                .ExcludeFromDescription();
    }

    private static string LinkOf(HttpRequest request, string site)
    {
        var asked = $"{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";
        return asked.Length > LongestLink ? $"{site}/" : site + asked;
    }
}
