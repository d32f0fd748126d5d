namespace FuelGrains.WebFront.Hosting;

/// <summary>The static pages and the addresses they are known by.</summary>
internal static class Pages
{
    public static void MapPages(this WebApplication app)
    {
        Map("/", "sale.html");
        // Which one is in the address: the page asks for it, and for what only its owner may see, with the token.
        Map("/orders/{orderId}", "order.html");
        Map("/vouchers", "vouchers.html");
        Map("/groups", "group.html");
        Map("/group/{campaignId}", "group.html");
        // What an invitation leads to says the team's share code; what the product's own pages lead to, the team.
        Map("/group", "team.html");
        Map("/team/{team}", "team.html");
        Map("/redeem/{stationId?}", "redeem.html");
        Map("/staff", "staff.html");
        Map("/screen/{stationId}", "screen.html");
        Map("/drive", "drive.html");
        Map("/drive/{stationId}/{pump}", "drive.html");

        void Map(string path, string file) =>
            app.MapMethods(
                    path,
                    ["GET", "HEAD"],
                    (IWebHostEnvironment host) =>
                        host.WebRootFileProvider.GetFileInfo(file) is { Exists: true } page
                            ? Results.Stream(page.CreateReadStream(), "text/html; charset=utf-8")
                            : Results.NotFound()
                )
                .AllowAnonymous()
                .ExcludeFromDescription();
    }

    /// <summary>Scripts and styles, asked for again at each visit (their ETag answers): never an old module beside a new one.</summary>
    public static void UsePageFiles(this WebApplication app) =>
        app.UseStaticFiles(
            new StaticFileOptions
            {
                OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
            }
        );

    /// <summary>Tells whoever started the process where to look.</summary>
    public static void AnnounceAddresses(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var root = app.Urls.First().TrimEnd('/');
            var staff =
                app.Environment.IsDevelopment() && app.Configuration["FirstAdmin:Name"] is null
                    ? "  (admin / fuelgrains-dev)"
                    : "";
            Console.WriteLine(
                $"""
                FuelGrains is up.
                  Sale page      {root}/
                  Staff page     {root}/staff{staff}
                  Driver's page  {root}/drive
                  API reference  {root}/scalar
                  Ops dashboard  {root}/ops/orleans  (log in on the staff page first)
                """
            );
        });
}
