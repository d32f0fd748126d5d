using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The size of the driver's tank is told where it counts: at the pump, for a full tank.</summary>
[Collection<StationPages>]
public sealed class TankPageTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task A_driver_says_how_much_the_tank_holds_and_pays_for_that_much()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await page.GetByTestId("grade").ClickAsync();
        await Expect(page, "tank").ToHaveCountAsync(0);
        await page.GetByTestId("preset-full").ClickAsync();
        await Expect(page, "tank-word").ToContainTextAsync("按 200 升预付");
        await Field(page, "tank").FillAsync("401");
        await page.GetByTestId("tank-save").ClickAsync();
        await Expect(page, "tank-word").ToContainTextAsync("5 到 400");
        await Field(page, "tank").FillAsync("55");
        await page.GetByTestId("tank-save").ClickAsync();
        await Expect(page, "tank-word").ToContainTextAsync("按 55 升预付");

        // The page refuses by itself what the server would refuse.
        await page.GetByTestId("preset-litres").ClickAsync();
        await Field(page, "much").FillAsync("56");
        await Expect(page, "wrong").ToHaveTextAsync("超过油箱容量（55 升），请减少数量或修改油箱容量");
        await ExpectDisabledAsync(page, "place");
        await page.ReloadAsync();
        await page.GetByTestId("grade").ClickAsync();
        await page.GetByTestId("preset-full").ClickAsync();
        await Assertions.Expect(Field(page, "tank")).ToHaveValueAsync("55");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥440.00");
    }

    [Fact]
    public async Task A_tank_that_another_phone_made_smaller_is_told_after_the_servers_refusal()
    {
        Provokes("status of 400");
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await page.GetByTestId("grade").ClickAsync();
        await page.GetByTestId("preset-litres").ClickAsync();
        await Field(page, "much").FillAsync("56");
        var other = await OpenTabAsync(page, page.Url);
        await other.GetByTestId("preset-full").ClickAsync();
        await Field(other, "tank").FillAsync("55");
        await other.GetByTestId("tank-save").ClickAsync();
        await Expect(other, "tank-word").ToContainTextAsync("按 55 升预付");

        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "refusal").ToContainTextAsync("超过油箱容量");
    }
}
