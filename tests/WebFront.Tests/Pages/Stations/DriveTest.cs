using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
using Shouldly;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The driver's page at a pump of a raw site.</summary>
public abstract class DriveTest(PagesFixture pages) : PageTest(pages)
{
    private const string Capabilities = RawSite.EverythingButMeter + " METER";

    private protected async Task<(Guid Station, RawSite Site)> OpenSiteAsync(string pump)
    {
        var station = await Api.NewStationAsync("滨江大道站", Cancel);
        var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, Capabilities);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], [pump]);
        await Api.PumpBecomesAsync(station.Id, 1, offer => offer.GetProperty("prices").GetArrayLength() == 1, Cancel);
        return (station.Id, site);
    }

    private protected async Task<(IPage Page, RawSite Site, Guid Station)> OpenPumpAsync(string pump)
    {
        var station = await Api.NewStationAsync("滨江大道站", Cancel);
        var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, Capabilities);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], [pump]);
        var page = await OpenAsync($"/drive/{station.Id}/1");
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        await page.GetByTestId("login-name").FillAsync(NewName("driver"));
        await page.GetByTestId("login-go").ClickAsync();
        await Expect(page, "pump").ToBeVisibleAsync();
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        return (page, site, station.Id);
    }

    /// <summary>Tells the page that it is visible again, which a browser without a screen never does.</summary>
    private protected static Task ShowAgainAsync(IPage page) =>
        page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

    // The driver pays in WeChat's own sheet, because a page of another origin is not tested here.
    private protected static async Task PayAsync(IPage page) => await PayAtAsync(await PayPageAsync(page));

    /// <summary>Prepares the payment; returns where the driver would press pay.</summary>
    private protected static async Task<Uri> PayPageAsync(IPage page)
    {
        await page.GetByTestId("pay").ClickAsync();
        var payPage = page.GetByTestId("pay-page");
        await Assertions.Expect(payPage).ToBeVisibleAsync();
        return new((await payPage.GetAttributeAsync("href"))!);
    }

    private protected static async Task PayAtAsync(Uri payPage)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("action", "pay")]);
        using var paid = await http.PostAsync(payPage, form, Cancel);
        paid.IsSuccessStatusCode.ShouldBeTrue();
    }
}
