using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The receipt of a fuelling: found again, and with the dispenser's own figures.</summary>
[Collection<StationPages>]
public sealed class ReceiptPageTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task The_receipt_shows_the_litres_with_the_digits_that_the_dispenser_reported()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 ready-to-pay");
        await using var __ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 99.99 88.49 13.0 11.50 LTR 14.044 7.120");
        await Expect(page, "open-sale").ToContainTextAsync("14.044 升");
        await Expect(page, "open-sale-amount").ToHaveTextAsync("¥99.99");
        await Expect(page, "meter-litres").ToHaveTextAsync("14.044 升");
        await page.GetByTestId("place").ClickAsync();
        await Expect(page, "split-money").ToHaveTextAsync("¥99.99");
        await PayAsync(page);
        await site.AnswerAsync("CLEAR");
        await Expect(page, "split-kept").ToHaveTextAsync("¥99.99");
        await Expect(page, "split-litres").ToHaveTextAsync("14.044 升");
    }

    [Fact]
    public async Task The_list_of_all_orders_leads_to_the_receipt_and_so_does_the_orders_own_page()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = NewName("driver");
        var order = await Api.OrderFuelAsync(driver, station, 1, new { amountFen = 10_000, grade = "95" }, Cancel);
        var page = await OpenAsync("/m/#/pages/wallet/orders");
        await LogInAtCardAsync(page, driver);
        var line = page.GetByTestId("order-row");
        await Assertions.Expect(line).ToContainTextAsync("加油 · 滨江大道站 1 号枪");
        await Assertions.Expect(line).ToHaveAttributeAsync("data-status", "paid");
        await site.AnswerAsync("UNLOCKPUMP");
        await site.SayAsync($"* TRANSACTION 1 {order} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        await site.AnswerAsync("CLEAR");
        await Assertions.Expect(line).ToContainTextAsync("10 升 · ¥80");
        await Assertions.Expect(line).ToHaveAttributeAsync("data-status", "fulfilled");

        await line.ClickAsync();
        await Expect(page, "split-kept").ToHaveTextAsync("¥80.00");
        var again = await OpenTabAsync(page, $"/m/#/pages/wallet/order?id={order}");
        await Expect(again, "split-kept").ToHaveTextAsync("¥80.00");
        await again.GetByTestId("next").ClickAsync();
        await Expect(again, "fuel-order").ToHaveCountAsync(0);
        await Expect(again, "pump").ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_driver_whose_coupon_paid_a_part_reads_what_was_paid_and_what_comes_back_to_the_card()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = NewName("driver");
        var preset = new { amountFen = 10_000, grade = "95" };
        var order = await Api.OrderFuelAsync(driver, station, 1, preset, Cancel, couponFen: 4_000);
        await site.AnswerAsync("UNLOCKPUMP");
        await site.SayAsync($"* TRANSACTION 1 {order} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        await site.AnswerAsync("CLEAR");
        var page = await OpenAsync($"/drive?order={order}");
        await LogInAtCardAsync(page, driver);
        await Expect(page, "split-payer").ToHaveTextAsync("¥60.00");
        await Expect(page, "split-refund").ToHaveTextAsync("¥20.00");
        await Expect(page, "split-refundPayer").ToHaveTextAsync("¥12.00");
    }
}
