using System.Text.RegularExpressions;
using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A page that a link opens in a browser has no page below it: it leads home itself.</summary>
[Collection<StationPages>]
public sealed partial class ColdPagesTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task Each_page_that_a_link_opens_leads_home()
    {
        var driver = NewName("driver");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var group = await Api.PublishGroupBuyAsync(Cancel);
        var (team, _) = await Api.OpenTeamAsync(NewName("leader"), group, Cancel);
        await Api.BuyFulfilledAsync(driver, sale, Cancel);
        var voucher = (await Api.VouchersAsync(driver, Cancel))[0].Id;
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var fuel = await Api.OrderFuelAsync(driver, station, 1, new { amountFen = 10_000, grade = "95" }, Cancel);
        var page = await OpenAsync("/m/#/pages/me/me");
        await LogInAtCardAsync(page, driver);

        string[] links =
        [
            $"/?sale={sale}",
            $"/group/{group}",
            $"/group?code={team}",
            $"/drive/{station}",
            $"/drive/{station}/1",
            $"/vouchers/{voucher}",
            $"/m/#/pages/pump/order?id={fuel}",
        ];
        foreach (var link in links)
        {
            // An address that differs behind # alone opens no page anew.
            await page.GotoAsync("about:blank");
            await page.GotoAsync(new Uri(Address, link).ToString());
            await page.GetByTestId("to-home").ClickAsync();
            await Expect(page, "scan").ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task A_page_with_another_below_it_has_the_way_back_and_no_way_home()
    {
        var station = NewName("站");
        await Api.NewStationAsync(station, Cancel);
        var page = await OpenAsync("/m/#/pages/stations/stations");
        await Expect(page, "to-home").ToBeVisibleAsync();
        await page.GetByTestId("station").Filter(new() { HasText = station }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(StationPage());
        await Assertions.Expect(ShownOf(page, "station")).ToContainTextAsync(station);

        await Assertions.Expect(ShownOf(page, "to-home")).ToHaveCountAsync(0);
    }

    [GeneratedRegex("pages/stations/station\\?")]
    private static partial Regex StationPage();
}
