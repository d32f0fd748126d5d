using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>An alarm says in the console what happened, what to do, and leads to where it is done.</summary>
[Collection<StationPages>]
public sealed class AlarmConsoleTests(PagesFixture pages) : PageTest(pages)
{
    // Order 0199c3a0-1111-7222-8333-444455556666 as its payments' numbers at WeChat name it.
    private const string Order = "0199c3a0-1111-7222-8333-444455556666";
    private const string Trade = "01k71t048he8h86ct48hanask6-1";

    private readonly PagesFixture _pages = pages;

    [Fact]
    public async Task A_frozen_payment_is_told_in_yuan_and_leads_to_its_order()
    {
        var alice = NewName("alice");
        var order = await Api.BuyAsync(alice, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        await Api.PayAsync(alice, order, Cancel, amountFen: 8_888);
        var staff = await OpenConsoleAsync("ops");
        var alarm = Alarm(staff, "amount 8888 is not 19850");
        await Assertions.Expect(alarm).ToContainTextAsync("收款 ¥88.88，应付 ¥198.50");
        await Assertions.Expect(alarm.GetByTestId("todo")).ToContainTextAsync("入账或退回");

        await alarm.GetByTestId("link-order").ClickAsync();
        await Expect(staff, "found").ToContainTextAsync(order);
        await Expect(staff, "found-state").ToHaveTextAsync("款项核对中");
        await staff.GoBackAsync();
        await alarm.GetByTestId("link-view").ClickAsync();
        await Assertions
            .Expect(staff.GetByTestId("frozen").GetByTestId("record").Filter(new() { HasText = order }))
            .ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_alarm_of_a_pump_names_the_station_and_leads_to_it()
    {
        var name = NewName("站");
        var (station, _, _) = await Api.NewStationAsync(name, Cancel);
        await _pages.Product.PlantAlarmAsync("fuel.not-permitted", $"{station}/3", $"order/{Order}", Cancel);
        var staff = await OpenConsoleAsync("ops");
        var alarm = Alarm(staff, $"{station}/3");
        await Assertions.Expect(alarm).ToContainTextAsync($"{name} 3 号枪");

        await alarm.GetByTestId("link-station").ClickAsync();
        await Expect(staff, "station").ToContainTextAsync(name);
    }

    [Fact]
    public async Task An_alarm_of_an_unknown_kind_shows_its_own_words()
    {
        var subject = NewName("subject");
        await _pages.Product.PlantAlarmAsync("tank.leaks", subject, "Two litres an hour.", Cancel);
        var staff = await OpenConsoleAsync("ops");
        var alarm = Alarm(staff, subject);
        await Assertions.Expect(alarm).ToContainTextAsync("tank.leaks");
        await Assertions.Expect(alarm.GetByText("Two litres an hour.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("payment.stuck", "4200001", Trade + " was tried 7 times", "已重试 7 次", "#orders/" + Order)]
    [InlineData("payment.unresolved", Trade, "asked 12 times", "已向微信查询 12 次", "#orders/" + Order)]
    [InlineData("payment.prepay-refused", "NO_AUTH", Trade, "NO_AUTH", "#orders/" + Order)]
    [InlineData(
        "payment.contradiction",
        "4200001",
        Trade + " 19850 CNY, now " + Trade + " 100 CNY",
        "先是 ¥198.50，后来是 ¥1",
        "#orders/" + Order
    )]
    [InlineData("refund.abnormal", "r" + Trade, "4200001: ABNORMAL", "退款异常", "#orders/" + Order)]
    [InlineData("refund.refused", "p" + Trade, "4200001: NOT_ENOUGH", "NOT_ENOUGH", "#money")]
    [InlineData("refund.unknown", "r" + Trade, "Succeeded, 19850 fen, 50300001", "¥198.50", "#orders/" + Order)]
    [InlineData("bill.differences", "bill/2026-11-29/Trade", "3 differences in 120 rows", "120 行中有 3 处", "#bills")]
    [InlineData(
        "bill.differences",
        "bill/2026-11-29/FundFlow",
        "1 differences in 9 rows",
        "2026-11-29 资金账单",
        "#bills"
    )]
    [InlineData(
        "bill.skipped",
        "2026-11-01",
        "days before 2026-11-20 are not caught up: ask for them",
        "2026-11-20",
        "#bills"
    )]
    [InlineData(
        "fuel.back-office",
        "order/" + Order,
        "00000000-0000-0000-0000-000000000001/4: Nobody told what the pump did.",
        "4 号枪",
        "#fuel"
    )]
    [InlineData(
        "voucher-guessing",
        "staff/bob",
        "5 unknown voucher codes within 00:10:00; codes are refused",
        "员工 bob",
        null
    )]
    [InlineData("outbox.dead-letter", "order.fulfil/" + Order, "timeout", "“发券”", "#orders/" + Order)]
    [InlineData(
        "reconciliation.payment.refunds",
        "payment/4200001",
        "12 fen are reserved for refunds, but they are 19850.",
        "“退款预留与退款单对不上”：微信单号 4200001（¥0.12、¥198.50）",
        "#money"
    )]
    [InlineData(
        "reconciliation.fuel.meter",
        "fuel-order/" + Order,
        "The meter says 25350 ml and 20500 fen, but 25350 ml and 20280 fen were settled.",
        "（¥205、¥202.80）",
        "#orders/" + Order
    )]
    [InlineData(
        "callback.forged",
        "callbacks",
        "100 within a minute at one front; the last from 10.0.0.9: x",
        "10.0.0.9",
        null
    )]
    [InlineData(
        "shipping.unreported",
        "WeChat",
        "WeChat keeps the money of 3 orders frozen, because their shipping is not reported. The oldest is order/"
            + Order
            + " since 2026-11-30 01:00:00Z: x",
        "3 笔订单",
        "#orders/" + Order
    )]
    [InlineData(
        "refund.account-empty",
        "wechat-pay",
        "Top up the merchant's account. 2 refunds of 397.00 yuan wait",
        "2 笔退款共 ¥397",
        "#money"
    )]
    [InlineData(
        "payment.numbers-spent",
        "wechat-pay",
        Trade + ", 198.50 yuan: no free number.",
        "¥198.50",
        "#orders/" + Order
    )]
    [InlineData("wechat.login", "WeChat:AppSecret", "jscode2session answers 40125: x", "WeChat:AppSecret", null)]
    public async Task An_alarm_reads_its_numbers_and_its_links_from_its_detail(
        string kind,
        string subject,
        string detail,
        string says,
        string? leadsTo
    )
    {
        var page = await OpenAsync("/staff");
        var told = await page.EvaluateAsync<string[]>(
            """
            async alarm => {
                const { alarmWords } = await import('/js/staff/ops/alarmWords.js');
                const { happened, todo, links } = alarmWords(alarm, () => null);
                return [happened, todo, ...links.map(link => link.href)];
            }
            """,
            new
            {
                kind,
                subject,
                detail,
            }
        );
        told[0].ShouldContain(says);
        told[0].ShouldNotContain("{");
        told[1].ShouldNotBeNullOrWhiteSpace();
        if (leadsTo is not null)
            told[2..].ShouldContain(leadsTo);
    }

    [Fact]
    public async Task A_detail_that_reads_differently_leaves_no_gap_in_the_sentence()
    {
        var page = await OpenAsync("/staff");
        var told = await page.EvaluateAsync<string[]>(
            """
            async () => {
                const { alarmWords } = await import('/js/staff/ops/alarmWords.js');
                const { alarmSays } = await import('/texts/zh-CN/console/alarms.js');
                return Object.keys(alarmSays).map(key => alarmWords({ kind: key, subject: '', detail: '' }, () => null).happened);
            }
            """
        );
        told.Length.ShouldBeGreaterThan(20);
        told.ShouldAllBe(words => words.Length > 0 && !words.Contains('{'));
    }

    private static ILocator Alarm(IPage staff, string text) =>
        staff.GetByTestId("alarms").GetByTestId("record").Filter(new() { HasText = text });
}
