using System.Text.RegularExpressions;
using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>Stations in the hands of role ops: making one, letting its site and its screen in, seeing it run.</summary>
[Collection<StationPages>]
public sealed class StationDeskTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_station_is_made_on_the_desk_and_its_site_connects_with_the_secret_that_is_told()
    {
        var desk = await OpenDeskAsync("stations");
        var name = NewName("站");
        await desk.GetByTestId("station-new").ClickAsync();
        await desk.GetByTestId("ask-name").FillAsync(name);
        await desk.GetByTestId("ask-city").FillAsync("杭州");
        await desk.GetByTestId("ask-opens").FillAsync("25:00");
        await desk.GetByTestId("ask-yes").ClickAsync();
        await Assertions
            .Expect(desk.Locator("#ask-fields label").Filter(new() { HasText = "地址" }))
            .ToContainTextAsync("请填写地址");
        await Assertions
            .Expect(desk.Locator("#ask-fields label").Filter(new() { HasText = "开门" }))
            .ToContainTextAsync("请写成 06:00");
        await desk.GetByTestId("ask-address").FillAsync("江南大道 88 号");
        await desk.GetByTestId("ask-opens").FillAsync("06:00");
        await desk.GetByTestId("ask-place").FillAsync("30.208, 120.212");
        await desk.GetByTestId("ask-yes").ClickAsync();
        await Expect(desk, "message").ToContainTextAsync($"已新建油站“{name}”");
        await Expect(desk, "station-state").ToHaveTextAsync("离线");

        await desk.GetByTestId("station-rotate").ClickAsync();
        await desk.GetByTestId("ask-yes").ClickAsync();
        await Assertions.Expect(desk.GetByTestId("station-secret")).ToHaveTextAsync(new Regex("^[0-9a-f]{32}$"));
        var (id, secret) = (await IdAsync(desk), await desk.GetByTestId("station-secret").InnerTextAsync());
        await using var site = await RawSite.LogInAsync(Address, id, secret, RawSite.EverythingButMeter);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], ["PUMP 1 locked", "PUMP 2 free"]);

        await Expect(desk, "station-state").ToHaveTextAsync("在线");
        await Expect(desk, "station-products").ToContainTextAsync("¥8.000/升");
        await Expect(desk, "station-pumps").ToContainTextAsync("1 号 待授权");
        await desk.GetByTestId("station-map").ClickAsync();
        await desk.GetByTestId("ask-grade").FillAsync("95#");
        await desk.GetByTestId("ask-yes").ClickAsync();
        await Expect(desk, "station-products").ToContainTextAsync("对应 95#");
    }

    [Fact]
    public async Task The_address_that_is_told_opens_the_screen_and_ends_the_one_before()
    {
        var station = await Api.NewStationAsync(NewName("站"), Cancel);
        var desk = await OpenDeskAsync("stations");
        await desk.GetByTestId("station-find").FillAsync("江南大道 88 号");
        await desk.Locator($"[data-station=\"{station.Id}\"]").ClickAsync();
        await desk.GetByTestId("station-screenKey").ClickAsync();
        await desk.GetByTestId("ask-yes").ClickAsync();
        var address = new Uri(await desk.GetByTestId("station-secret").InnerTextAsync());

        address.Fragment.TrimStart('#').ShouldNotBe(station.ScreenKey);
        var screen = await OpenAsync(address.PathAndQuery + address.Fragment);
        await Expect(screen, "fresh").ToContainTextAsync("站点断线");
        Provokes("401");
        var old = await OpenAsync($"/screen/{station.Id}#{station.ScreenKey}");
        await Expect(old, "refused").ToContainTextAsync("此屏幕未授权");
    }

    [Fact]
    public async Task A_station_keeps_what_the_form_does_not_ask()
    {
        var station = await Api.NewStationAsync(NewName("站"), Cancel);
        var desk = await OpenDeskAsync("stations");
        await desk.GetByTestId("station-find").FillAsync("江南大道");
        await desk.Locator($"[data-station=\"{station.Id}\"]").ClickAsync();
        await desk.GetByTestId("station-change").ClickAsync();
        await desk.GetByTestId("ask-address").FillAsync("江南大道 90 号");
        await desk.GetByTestId("ask-closes").FillAsync("22:00");
        await desk.GetByTestId("ask-yes").ClickAsync();
        await Expect(desk, "station").ToContainTextAsync("江南大道 90 号");
        await desk.GetByTestId("station-change").ClickAsync();
        await Expect(desk, "ask-closes").ToHaveValueAsync("22:00");
        await Expect(desk, "ask-paymentMethod").ToHaveValueAsync("fuelgrains");
    }

    private static async Task<Guid> IdAsync(IPage desk) =>
        new((await desk.Locator("[data-station][aria-pressed=\"true\"]").GetAttributeAsync("data-station"))!);
}
