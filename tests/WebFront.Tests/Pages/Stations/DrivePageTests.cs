using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>A driver at a pump sees the price before paying, then the running meter, then the receipt.</summary>
[Collection<StationPages>]
public sealed class DrivePageTests(PagesFixture pages) : DriveTest(pages)
{
    private const string Sale = "* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";

    [Fact]
    public async Task A_driver_pays_an_open_sale_and_sees_the_receipt()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 in-use");
        await using var __ = site;
        await Expect(page, "pump-state").ToHaveTextAsync("加油中");
        await site.SayAsync("* METER 1 - 95 5000 4000");
        await Expect(page, "meter-litres").ToHaveTextAsync("5.00 升");
        await Expect(page, "meter-amount").ToHaveTextAsync("¥40.00");
        await Expect(page, "place").ToHaveCountAsync(0);
        await site.SayAsync("* PUMP 1 ready-to-pay");
        await site.SayAsync(Sale);
        await Expect(page, "open-sale").ToContainTextAsync("10.00 升");
        await Expect(page, "open-sale-amount").ToHaveTextAsync("¥80.00");
        // The only sale is the driver's own.
        await Expect(page, "open-sale").ToHaveAttributeAsync("aria-checked", "true");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-money").ToHaveTextAsync("¥80.00");
        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        await PayAsync(page);
        await site.AnswerAsync("CLEAR");
        await Expect(page, "order-status").ToHaveTextAsync("已完成");
        await Expect(page, "split-kept").ToHaveTextAsync("¥80.00");
        await page.GetByTestId("next").ClickAsync();
        await Expect(page, "pump").ToBeVisibleAsync();
        await Expect(page, "open-sale").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_driver_pays_before_fuelling_sees_the_meter_run_and_the_rest_go_back()
    {
        var (page, site, station) = await OpenPumpAsync("PUMP 1 locked");
        await using var _ = site;
        await Expect(page, "before").ToBeVisibleAsync();
        await WantYuanAsync(page, "100");
        await Expect(page, "split-prepay").ToHaveTextAsync("¥100.00");
        await PayAsync(page);
        var unlock = await site.AnswerAsync("UNLOCKPUMP");
        await Expect(page, "says").ToContainTextAsync("请加油");
        await Expect(page, "cancel").ToBeVisibleAsync();
        await site.SayAsync("* PUMP 1 in-use");
        await site.SayAsync($"* METER 1 {unlock.Split(' ')[5]} 95 5000 4000");
        await Expect(page, "meter-litres").ToHaveTextAsync("5.00 升");
        await Expect(page, "meter-amount").ToHaveTextAsync("¥40.00");
        // A reload in the middle of it finds the order, and its pump.
        await page.ReloadAsync();
        await Expect(page, "meter-litres").ToHaveTextAsync("5.00 升");
        // So does the pump's code, when it is scanned again.
        await page.GotoAsync(new Uri(Address, $"/drive/{station}/1").ToString());
        await Expect(page, "order-row").ToHaveAttributeAsync("data-status", "paid");
        await page.GetByTestId("order-row").ClickAsync();
        await site.SayAsync(
            $"* TRANSACTION 1 {unlock.Split(' ')[5]} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"
        );
        await site.AnswerAsync("CLEAR");
        await Expect(page, "split-kept").ToHaveTextAsync("¥80.00");
        await Expect(page, "split-refund").ToHaveTextAsync("¥20.00");
        await Expect(page, "says").ToHaveTextAsync("已支付，祝您一路顺风");
    }

    [Fact]
    public async Task A_driver_who_comes_back_from_WeChats_sheet_is_told_paid_although_no_callback_came()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 ready-to-pay");
        await using var __ = site;
        await site.SayAsync(Sale);
        await page.GetByTestId("place").ClickAsync();
        await using var weChat = await LostCallbacks.BeginAsync(await PayPageAsync(page), Cancel);
        await PressAtWeChatAsync(page, "pay");

        await site.AnswerAsync("CLEAR");
        await Expect(page, "order-status").ToHaveTextAsync("已完成");
        (await weChat.QueriesAsync(Cancel)).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_driver_is_offered_no_second_payment_while_WeChat_is_asked()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await WantYuanAsync(page, "100");
        await using var weChat = await LostCallbacks.BeginAsync(await PayPageAsync(page), Cancel);
        await weChat.Control.BreakAsync(new("query", "system-error"), Cancel);
        await TurnBackAtWeChatAsync(page);

        await Expect(page, "says").ToContainTextAsync("正在向微信确认");
        await Expect(page, "pay").ToBeHiddenAsync();
        await Expect(page, "cancel").ToBeHiddenAsync();
        await Expect(page, "pay").ToBeVisibleAsync(new() { Timeout = 11_000 });
        await Expect(page, "unseen").ToContainTextAsync("重复付款会自动退回");
    }

    [Fact]
    public async Task A_driver_who_gives_up_is_told_when_the_pump_has_let_go()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await page.GetByTestId("grade").ClickAsync();
        await page.GetByTestId("preset-litres").ClickAsync();
        await Field(page, "much").FillAsync("20");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥160.00");
        await PayAsync(page);
        await site.AnswerAsync("UNLOCKPUMP");
        await Expect(page, "says").ToContainTextAsync("请加油");
        await page.GetByTestId("cancel").ClickAsync();
        await page.GetByText("确定取消", new() { Exact = true }).ClickAsync();
        await Expect(page, "says").ToHaveTextAsync("正在请加油枪锁定…");
        await site.AnswerAsync("LOCKPUMP");
        await Expect(page, "order-status").ToHaveTextAsync("已退款");
        await Expect(page, "split-refund").ToHaveTextAsync("¥160.00");
    }
}
