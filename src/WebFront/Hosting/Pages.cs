using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace FuelGrains.WebFront.Hosting;

/// <summary>The HTML pages, their addresses, and the scripts and styles they load.</summary>
internal static class Pages
{
    public static void AddPageFiles(this IServiceCollection services)
    {
        // A script is public and the same for everybody, so the length of a compressed one betrays nothing.
        services.AddResponseCompression(options => options.EnableForHttps = true);
        // The web app's largest script shrinks from 318 to 123 KB in 3 ms of CPU; a tenth less costs three times the time.
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public static void MapPages(this WebApplication app)
    {
        Map("/redeem/{stationId?}", "redeem.html");
        Map("/staff", "staff.html");
        Map("/screen/{stationId}", "screen.html");

        void Map(string path, string file)
        {
            var page = PageLayout.Build(file);
            app.MapMethods(path, ["GET", "HEAD"], () => Results.Bytes(page, "text/html; charset=utf-8"))
                .AllowAnonymous()
                .ExcludeFromDescription();
        }
    }

    /// <summary>Scripts and styles.</summary>
    public static void UsePageFiles(this WebApplication app)
    {
        var served = WebApp.IsServed(app.Configuration);
        var options = new StaticFileOptions
        {
            OnPrepareResponse = file =>
                file.Context.Response.Headers.CacheControl = WebApp.CacheControl(file.Context.Request.Path),
        };
        app.UseWhen(context => IsText(context.Request.Path), texts => texts.UseResponseCompression());
        app.UseWhen(context => WebApp.MayRead(context.Request.Path, served), files => files.UseStaticFiles(options));
    }

    /// <summary>Whether a path names a script or a style. No answer of the API has such a name.</summary>
    private static bool IsText(PathString path) => Path.GetExtension(path.Value) is ".js" or ".css";

    /// <summary>Prints the addresses of the main pages once the process listens.</summary>
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
                  Customers      {root}/  (the mini-program's pages as a web app)
                  Staff page     {root}/staff{staff}
                  API reference  {root}/scalar
                  Ops dashboard  {root}/ops/orleans  (log in on the staff page first)
                """
            );
        });
}
