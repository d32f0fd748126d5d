using System.Text.RegularExpressions;
using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>Role ops creates a station in the console, lets its site and its screen in, and sees it run.</summary>
[Collection<StationPages>]
public sealed class StationConsoleTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_station_is_made_in_the_console_and_its_site_connects_with_the_secret_that_is_told()
    {
        var console = await OpenConsoleAsync("stations");
        var name = NewName("站");
        await console.GetByTestId("station-new").ClickAsync();
        await console.GetByTestId("ask-name").FillAsync(name);
        await console.GetByTestId("ask-city").FillAsync("杭州");
        await console.GetByTestId("ask-opens").FillAsync("25:00");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Assertions
            .Expect(console.Locator("#ask-fields label").Filter(new() { HasText = "地址" }))
            .ToContainTextAsync("请填写地址");
        await Assertions
            .Expect(console.Locator("#ask-fields label").Filter(new() { HasText = "开门" }))
            .ToContainTextAsync("请写成 06:00");
        await console.GetByTestId("ask-address").FillAsync("江南大道 88 号");
        await console.GetByTestId("ask-opens").FillAsync("06:00");
        await console.GetByTestId("ask-place").FillAsync("30.208, 120.212");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "message").ToContainTextAsync($"已新建油站“{name}”");
        await Expect(console, "station-state").ToHaveTextAsync("离线");
        await console.GetByTestId("station-prepare").ClickAsync();
        await console.GetByTestId("ask-product").FillAsync("95");
        await console.GetByTestId("ask-grade").FillAsync("95#");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "station-products").ToContainTextAsync("95（95）¥—/升 · 对应 95#");

        await console.GetByTestId("station-rotate").ClickAsync();
        await console.GetByTestId("ask-yes").ClickAsync();
        await Assertions.Expect(console.GetByTestId("station-secret")).ToHaveTextAsync(new Regex("^[0-9a-f]{32}$"));
        var (id, secret) = (await IdAsync(console), await console.GetByTestId("station-secret").InnerTextAsync());
        await using var site = await RawSite.LogInAsync(Address, id, secret, RawSite.EverythingButMeter);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], ["PUMP 1 locked", "PUMP 2 free"]);

        await Expect(console, "station-state").ToHaveTextAsync("在线");
        await Expect(console, "station-products").ToContainTextAsync("¥8.000/升");
        await Expect(console, "station-pumps").ToContainTextAsync("1 号 待授权");
        await Expect(console, "station-codes").ToContainTextAsync("请勿打印张贴");
        (await console.GetByTestId("station-pump-code").First.GetAttributeAsync("href")).ShouldBe(
            $"/api/stations/{id}/pumps/1/qr.svg"
        );
        await Expect(console, "station-products").ToContainTextAsync("对应 95#");
        await console.GetByTestId("station-map").ClickAsync();
        await console.GetByTestId("ask-grade").FillAsync("95#E10");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "station-products").ToContainTextAsync("对应 95#E10");

        await Expect(console, "station-held").ToHaveTextAsync("没有因数字不符而扣下的交易");
        await site.SayAsync("* TRANSACTION 2 t-1 open 95 CNY 205.00 181.42 13.0 23.58 LTR 25.35 8.000");
        await Expect(console, "station-held").ToHaveTextAsync("共 1 笔，合计 ¥205.00");
        await Expect(console, "station-held-sales")
            .ToContainTextAsync("2 号枪 25.35 升 × ¥8.000 · ¥205.00，相差 ¥2.20 · 升数 × 单价与金额不符");
    }

    [Fact]
    public async Task The_address_that_is_told_opens_the_screen_and_ends_the_one_before()
    {
        var station = await Api.NewStationAsync(NewName("站"), Cancel);
        var console = await OpenConsoleAsync("stations");
        await console.GetByTestId("station-find").FillAsync("江南大道 88 号");
        await console.Locator($"[data-station=\"{station.Id}\"]").ClickAsync();
        await console.GetByTestId("station-screenKey").ClickAsync();
        await console.GetByTestId("ask-yes").ClickAsync();
        var address = new Uri(await console.GetByTestId("station-secret").InnerTextAsync());

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
        var console = await OpenConsoleAsync("stations");
        await console.GetByTestId("station-find").FillAsync("江南大道");
        await console.Locator($"[data-station=\"{station.Id}\"]").ClickAsync();
        await console.GetByTestId("station-change").ClickAsync();
        await console.GetByTestId("ask-address").FillAsync("江南大道 90 号");
        await console.GetByTestId("ask-closes").FillAsync("22:00");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "station").ToContainTextAsync("江南大道 90 号");
        await console.GetByTestId("station-change").ClickAsync();
        await Expect(console, "ask-closes").ToHaveValueAsync("22:00");
        await Expect(console, "ask-paymentMethod").ToHaveValueAsync("fuelgrains");
    }

    private static async Task<Guid> IdAsync(IPage console) =>
        new((await console.Locator("[data-station][aria-pressed=\"true\"]").GetAttributeAsync("data-station"))!);
}
