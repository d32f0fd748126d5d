using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The driver's page shows the price before paying, then the running meter, then the receipt.</summary>
[Collection<StationPages>]
public sealed class DrivePageTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task A_driver_pays_an_open_sale_and_sees_the_receipt()
    {
        var (page, site, station) = await OpenPumpAsync("PUMP 1 in-use");
        await using var _ = site;
        await Expect(page, "pump-state").ToHaveTextAsync("加油中");
        await site.SayAsync("* METER 1 - 95 5000 4000");
        await Expect(page, "meter-litres").ToHaveTextAsync("5.00 升");
        await Expect(page, "meter-amount").ToHaveTextAsync("¥40.00");
        await site.SayAsync("* PUMP 1 ready-to-pay");
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        await Expect(page, "open-sale").ToContainTextAsync("10.00 升 ¥80.00");
        await page.GetByTestId("open-sale-choice").CheckAsync();
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-money").ToHaveTextAsync("¥80.00");
        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        await PayAsync(page);
        await site.AnswerAsync("CLEAR");
        await Expect(page, "order-status").ToHaveTextAsync("已完成");
        await Expect(page, "split-kept").ToHaveTextAsync("¥80.00");
        await page.GetByTestId("next").ClickAsync();
        await Assertions.Expect(page.GetByTestId("open-sale")).ToHaveCountAsync(0);
        station.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task A_driver_pays_before_fuelling_sees_the_meter_run_and_the_rest_go_back()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await Expect(page, "before").ToBeVisibleAsync();
        await page.GetByTestId("much").FillAsync("100");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥100.00");
        await PayAsync(page);
        var unlock = await site.AnswerAsync("UNLOCKPUMP");
        await Expect(page, "order-wait").ToContainTextAsync("请加油");
        await Expect(page, "give-up").ToBeVisibleAsync();
        await site.SayAsync("* PUMP 1 in-use");
        await site.SayAsync($"* METER 1 {unlock.Split(' ')[5]} 95 5000 4000");
        await Expect(page, "order-litres").ToHaveTextAsync("5.00 升");
        await Expect(page, "order-amount").ToHaveTextAsync("¥40.00");
        // A reload in the middle of it finds the order, and its pump.
        await page.ReloadAsync();
        await Expect(page, "order-litres").ToHaveTextAsync("5.00 升");
        await site.SayAsync(
            $"* TRANSACTION 1 {unlock.Split(' ')[5]} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"
        );
        await site.AnswerAsync("CLEAR");
        await Expect(page, "split-kept").ToHaveTextAsync("¥80.00");
        await Expect(page, "split-refund").ToHaveTextAsync("¥20.00");
        await Expect(page, "order-wait").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_driver_who_comes_back_from_WeChats_sheet_is_told_paid_although_no_callback_came()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 ready-to-pay");
        await using var __ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        await page.GetByTestId("open-sale-choice").CheckAsync();
        await page.GetByTestId("place").ClickAsync();
        var payPage = await PayPageAsync(page);
        await using var weChat = await LostCallbacks.BeginAsync(payPage, Cancel);
        await PayAtAsync(payPage);
        await ShowAgainAsync(page);

        await site.AnswerAsync("CLEAR");
        await Expect(page, "order-status").ToHaveTextAsync("已完成");
        (await weChat.QueriesAsync(Cancel)).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_driver_is_offered_no_second_payment_while_WeChat_is_asked()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await page.GetByTestId("much").FillAsync("100");
        await page.GetByTestId("place").ClickAsync();
        var payPage = await PayPageAsync(page);
        await using var weChat = await LostCallbacks.BeginAsync(payPage, Cancel);
        await weChat.Control.BreakAsync(new("query", "system-error"), Cancel);
        await ShowAgainAsync(page);

        await Expect(page, "order-wait").ToContainTextAsync("正在向微信确认支付结果");
        await Expect(page, "pay-page").ToBeHiddenAsync();
        await Expect(page, "give-up").ToBeHiddenAsync();
        await Expect(page, "pay-page").ToBeVisibleAsync(new() { Timeout = 11_000 });
    }

    [Fact]
    public async Task A_driver_who_gives_up_is_told_when_the_pump_has_let_go()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await page.GetByTestId("preset").SelectOptionAsync("litres");
        await page.GetByTestId("much").FillAsync("20");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥160.00");
        await PayAsync(page);
        await site.AnswerAsync("UNLOCKPUMP");
        await Expect(page, "order-wait").ToContainTextAsync("请加油");
        await page.GetByTestId("give-up").ClickAsync();
        await site.AnswerAsync("LOCKPUMP");
        await Expect(page, "order-status").ToHaveTextAsync("已退款");
        await Expect(page, "split-refund").ToHaveTextAsync("¥160.00");
    }

    [Fact]
    public async Task A_driver_finds_the_nearest_station_and_is_told_when_the_phone_does_not_say_where_it_is()
    {
        var name = NewName("站");
        await Api.NewStationAsync(name, Cancel, latitudeE6: -48_900_000, longitudeE6: -123_400_000);
        var page = await OpenAsync("/drive");
        await LogInAsync(page, NewName("driver"));
        await page.GetByTestId("nearest").ClickAsync();
        await Expect(page, "message").ToContainTextAsync("没有取得位置");
        await page.Context.GrantPermissionsAsync(["geolocation"]);
        await page.Context.SetGeolocationAsync(new() { Latitude = -48.89f, Longitude = -123.4f });
        await page.GetByTestId("nearest").ClickAsync();
        var nearest = page.GetByTestId("station-choice").First;
        await Assertions.Expect(nearest).ToContainTextAsync(name);
        await Assertions.Expect(nearest.GetByTestId("station-more")).ToHaveTextAsync("24 小时营业 · 1.1 公里");
    }

    [Fact]
    public async Task A_driver_says_how_much_the_tank_holds_and_pays_for_that_much()
    {
        Provokes("status of 400");
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await Expect(page, "tank-line").ToBeHiddenAsync();
        await page.GetByTestId("preset").SelectOptionAsync("full");
        await Expect(page, "tank-word").ToContainTextAsync("按 200 升预付");
        await page.GetByTestId("tank").FillAsync("401");
        await page.GetByTestId("tank-save").ClickAsync();
        await Expect(page, "tank-word").ToContainTextAsync("5 到 400");
        await page.GetByTestId("tank").FillAsync("55");
        await page.GetByTestId("tank-save").ClickAsync();
        await Expect(page, "tank-word").ToContainTextAsync("按 55 升预付");

        await page.GetByTestId("preset").SelectOptionAsync("litres");
        await page.GetByTestId("much").FillAsync("56");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "message").ToHaveTextAsync("超过油箱容量（55 升），请减少数量或修改油箱容量");
        await page.ReloadAsync();
        await page.GetByTestId("preset").SelectOptionAsync("full");
        await Expect(page, "tank").ToHaveValueAsync("55");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥440.00");
    }
}
