using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The way to a pump without its code, and the login on it.</summary>
[Collection<StationPages>]
public sealed class WayToPumpTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task A_driver_finds_the_nearest_station_and_is_told_when_the_phone_does_not_say_where_it_is()
    {
        var name = NewName("站");
        await Api.NewStationAsync(name, Cancel, latitudeE6: -48_900_000, longitudeE6: -123_400_000);
        var page = await OpenAsync("/drive");
        await page.GetByTestId("nearest").ClickAsync();
        await Expect(page, "no-place").ToContainTextAsync("没有取得位置");
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(new() { Latitude = -48.89f, Longitude = -123.4f });
        await page.GetByTestId("nearest").ClickAsync();
        var nearest = page.GetByTestId("station").First;
        await Assertions.Expect(nearest).ToContainTextAsync(name);
        await Assertions.Expect(nearest.GetByTestId("station-hours")).ToHaveTextAsync("24 小时营业");
        await Assertions.Expect(nearest.GetByTestId("station-distance")).ToHaveTextAsync("1.1 公里");
        await Expect(page, "no-place").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_code_of_a_station_leads_to_its_pumps()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var page = await OpenAsync($"/drive/{station}");
        await Expect(page, "station").ToContainTextAsync("滨江大道站");
        await Expect(page, "pump-choice").ToContainTextAsync("可先付后加");
        await page.GetByTestId("pump-choice").ClickAsync();
        await LogInAtCardAsync(page, NewName("driver"));
        await Expect(page, "pump-number").ToHaveTextAsync("1 号枪");
        await Expect(page, "before").ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_spent_code_of_a_login_is_replaced_without_a_word_to_the_driver()
    {
        Provokes("status of 400");
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var page = await OpenAsync($"/drive/{station}/1");
        var sent = 0;
        await page.RouteAsync(
            "**/api/login",
            async route =>
                // The product refuses this code as WeChat's jscode2session does.
                await route.ContinueAsync(
                    Interlocked.Increment(ref sent) == 1
                        ? new() { PostData = """{"code":"spent"}"""u8.ToArray() }
                        : null
                )
        );
        await LogInAtCardAsync(page, NewName("driver"));
        await Expect(page, "pump").ToBeVisibleAsync();
        sent.ShouldBe(2);
    }
}
