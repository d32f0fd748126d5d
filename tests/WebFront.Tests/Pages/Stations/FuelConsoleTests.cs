using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>Fuel orders in manual review: staff see why and what the pump reported last, and decide with a reason.</summary>
[Collection<StationPages>]
public sealed class FuelConsoleTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_sale_that_the_site_does_not_know_is_shown_with_its_story_and_a_part_of_its_money_is_kept()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        var driver = NewName("driver");
        await Api.PumpBecomesAsync(station, 1, offer => offer.GetProperty("sales").GetArrayLength() == 1, Cancel);
        var order = await Api.PayFuelAsync(driver, station, 1, Cancel);
        await site.AnswerAsync("CLEAR", conclusion: "ERR 404 unknown");

        var staff = await OpenConsoleAsync("fuel");
        var record = RecordOf(staff, order);
        await Assertions.Expect(record).ToContainTextAsync("滨江大道站 1 号枪 · ¥80.00");
        await Assertions.Expect(record.GetByTestId("badge")).ToHaveTextAsync("加油站不知道这笔交易的结果");
        await Assertions.Expect(record).ToContainTextAsync("计量：10.00 升 ¥80.00，结果未知");
        await Assertions.Expect(record).ToContainTextAsync("核算后应收 ¥80.00");
        await Assertions.Expect(record).ToContainTextAsync("等待自");

        await record.GetByTestId("keep").ClickAsync();
        await staff.GetByTestId("ask-keepFen").FillAsync("80.01");
        await staff.GetByTestId("ask-yes").ClickAsync();
        await Assertions
            .Expect(staff.Locator("#ask-fields .trouble").First)
            .ToHaveTextAsync("请输入大于 0、不超过 ¥80 的金额");
        await Assertions.Expect(staff.Locator("#ask-fields .trouble").Last).ToHaveTextAsync("请填写原因");
        await staff.GetByTestId("ask-keepFen").FillAsync("30");
        await staff.GetByTestId("ask-reason").FillAsync("监控显示只加了一部分");
        await staff.GetByTestId("ask-yes").ClickAsync();

        await Expect(staff, "message").ToHaveTextAsync("滨江大道站 1 号枪：收下 ¥30，¥50 正在原路退回");
        await Assertions.Expect(record).ToHaveCountAsync(0);
        var alarm = (await OpenConsoleAsync("ops"))
            .GetByTestId("alarms")
            .GetByTestId("record")
            .Filter(new() { HasText = order });
        await Assertions.Expect(alarm).ToContainTextAsync("加油订单待人工处理");
    }

    [Fact]
    public async Task Fuel_above_the_credit_is_refunded_whole_and_whoever_comes_second_is_told()
    {
        Provokes("status of 409");
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var order = await Api.OrderFuelAsync(
            NewName("driver"),
            station,
            1,
            new { amountFen = 5_000, grade = "95" },
            Cancel
        );
        await site.AnswerAsync("UNLOCKPUMP");
        await site.SayAsync($"* TRANSACTION 1 {order} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");

        var (first, second) = (await OpenConsoleAsync("fuel"), await OpenConsoleAsync("fuel"));
        var (record, late) = (RecordOf(first, order), RecordOf(second, order));
        await Assertions.Expect(record.GetByTestId("badge")).ToHaveTextAsync("金额超过预付额度");
        await Assertions.Expect(record).ToContainTextAsync("加油枪：已上报加油");
        await Assertions.Expect(record).ToContainTextAsync("已付 ¥50.00，券 ¥0.00，额度 ¥50.00，尚未核算");
        await Assertions.Expect(record.GetByTestId("settle")).ToBeHiddenAsync();
        await late.GetByTestId("keep").ClickAsync();
        await second.GetByTestId("ask-keepFen").FillAsync("50");
        await second.GetByTestId("ask-reason").FillAsync("按小票");

        await record.GetByTestId("return").ClickAsync();
        await Expect(first, "ask-body").ToContainTextAsync("金额超过预付额度");
        await first.GetByTestId("ask-reason").FillAsync("油枪故障");
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "message").ToHaveTextAsync("滨江大道站 1 号枪：¥50 正在原路退回");
        await second.GetByTestId("ask-yes").ClickAsync();
        await Expect(second, "message").ToContainTextAsync("已有人处理过");
        await Assertions.Expect(late).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_large_payment_goes_back_when_a_second_person_decides_the_same()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 400.00 354.00 13.0 46.00 LTR 50.00 8.000");
        var driver = NewName("driver");
        await Api.PumpBecomesAsync(station, 1, offer => offer.GetProperty("sales").GetArrayLength() == 1, Cancel);
        var order = await Api.PayFuelAsync(driver, station, 1, Cancel);
        await site.AnswerAsync("CLEAR", conclusion: "ERR 404 unknown");
        var (wang, li) = (NewName("wang"), NewName("li"));
        await Api.AddStaffAsync(wang, ["ops"], Cancel);
        await Api.AddStaffAsync(li, ["ops"], Cancel);
        var first = await OpenConsoleAsync("fuel", wang);
        await RecordOf(first, order).GetByTestId("return").ClickAsync();
        await first.GetByTestId("ask-reason").FillAsync("油枪故障");
        await first.GetByTestId("ask-yes").ClickAsync();
        const string pump = "滨江大道站 1 号枪";
        await Expect(first, "message").ToHaveTextAsync($"{pump}：退 ¥400 已提交，等待另一个人作同样的决定");
        await Assertions.Expect(RecordOf(first, order).GetByTestId("agree")).ToBeHiddenAsync();

        var second = await OpenConsoleAsync("fuel", li);
        var record = RecordOf(second, order);
        await Assertions.Expect(record).ToContainTextAsync($"{wang} 于");
        await Assertions.Expect(record).ToContainTextAsync("决定收 ¥0、退 ¥400（油枪故障）");
        await record.GetByTestId("agree").ClickAsync();
        await second.GetByTestId("ask-reason").FillAsync("监控属实");
        await second.GetByTestId("ask-yes").ClickAsync();

        await Expect(second, "message").ToHaveTextAsync("滨江大道站 1 号枪：收下 ¥0，¥400 正在原路退回");
        await Assertions.Expect(record).ToHaveCountAsync(0);
    }

    private async Task<(Guid Station, RawSite Site)> OpenSiteAsync(string pump)
    {
        var station = await Api.NewStationAsync("滨江大道站", Cancel);
        var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, RawSite.EverythingButMeter);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], [pump]);
        await Api.PumpBecomesAsync(station.Id, 1, offer => offer.GetProperty("prices").GetArrayLength() == 1, Cancel);
        return (station.Id, site);
    }

    private static ILocator RecordOf(IPage page, string order) =>
        page.GetByTestId("fuel").GetByTestId("record").Filter(new() { HasText = order });
}
