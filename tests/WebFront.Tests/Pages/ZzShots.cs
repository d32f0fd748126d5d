using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
namespace FuelGrains.WebFront.Tests.Pages;
internal static class Shot
{
    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = $"/tmp/shots/{name}.png", FullPage = false });
}
