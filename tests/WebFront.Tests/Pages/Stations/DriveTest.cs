using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The client at a pump of a raw site, reached by the address that the pump's code holds.</summary>
public abstract class DriveTest(PagesFixture pages) : PageTest(pages)
{
    private const string Capabilities = RawSite.EverythingButMeter + " METER";

    private protected async Task<(Guid Station, RawSite Site)> OpenSiteAsync(params string[] pumps)
    {
        var station = await Api.NewStationAsync("滨江大道站", Cancel);
        var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, Capabilities);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], pumps);
        await Api.PumpBecomesAsync(station.Id, 1, offer => offer.GetProperty("prices").GetArrayLength() == 1, Cancel);
        return (station.Id, site);
    }

    private protected async Task<(IPage Page, RawSite Site, Guid Station)> OpenPumpAsync(string pump)
    {
        var (station, site) = await OpenSiteAsync(pump);
        var page = await OpenAsync($"/drive/{station}/1");
        await LogInAtCardAsync(page, NewName("driver"));
        await Expect(page, "pump").ToBeVisibleAsync();
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return (page, site, station);
    }

    /// <summary>Chooses the grade, which no page chooses for a driver, and an amount in yuan.</summary>
    private protected static async Task WantYuanAsync(IPage page, string yuan)
    {
        await page.GetByTestId("grade").ClickAsync();
        await Field(page, "much").FillAsync(yuan);
        await page.GetByTestId("place").ClickAsync();
    }

    /// <summary>The field that a driver types into; uni-app puts it into an element of its own.</summary>
    private protected static ILocator Field(IPage page, string testId) => page.GetByTestId(testId).Locator("input");

    private protected async Task PayAsync(IPage page)
    {
        await page.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(page, "pay");
    }

    /// <summary>Goes to WeChat's page and answers its address, where the driver would press pay.</summary>
    private protected async Task<Uri> PayPageAsync(IPage page)
    {
        await page.GetByTestId("pay").ClickAsync();
        await ReachWeChatAsync(page);
        return new(page.Url);
    }
}
