using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The console for role ops: alarms, dead letters, and whether everything adds up.</summary>
[Collection<StationPages>]
public sealed class OpsConsoleTests(PagesFixture pages) : PageTest(pages)
{
    private readonly PagesFixture _pages = pages;

    [Fact]
    public async Task A_dead_letter_is_replayed_and_leaves_the_list_with_its_effect_once()
    {
        var alice = NewName("alice");
        var order = await Api.BuyFulfilledAsync(alice, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        await _pages.Product.PlantDeadLetterAsync(Guid.CreateVersion7(ProductApi.Now), "order.fulfil", order, Cancel);
        var staff = await OpenConsoleAsync("ops");
        var letter = staff.GetByTestId("deadLetters").GetByTestId("record").Filter(new() { HasText = order });
        await Assertions.Expect(letter).ToContainTextAsync("发券");
        await Assertions.Expect(letter).ToContainTextAsync("planted by a test");

        await letter.GetByTestId("replay").ClickAsync();
        await Expect(staff, "ask-body").ToContainTextAsync("发券");
        await staff.GetByTestId("ask-yes").ClickAsync();

        await Expect(staff, "message").ToContainTextAsync("已重放“发券”");
        await Assertions.Expect(letter).ToHaveCountAsync(0);
        (await Api.VouchersAsync(alice, Cancel)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_alarm_is_shown_and_closed()
    {
        var alice = NewName("alice");
        var order = await Api.BuyAsync(alice, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        await Api.PayAsync(alice, order, Cancel, amountFen: 7_777);
        var staff = await OpenConsoleAsync("ops");
        var alarm = staff
            .GetByTestId("alarms")
            .GetByTestId("record")
            .Filter(new() { HasText = "amount 7777 is not 19850" });
        await Assertions.Expect(alarm).ToContainTextAsync("款项与订单不一致，已冻结");

        await alarm.GetByTestId("close").ClickAsync();
        await staff.GetByTestId("ask-no").ClickAsync();
        await Assertions.Expect(alarm).ToHaveCountAsync(1);
        await alarm.GetByTestId("close").ClickAsync();
        await staff.GetByTestId("ask-yes").ClickAsync();

        await Expect(staff, "message").ToContainTextAsync("已关闭告警");
        await Assertions.Expect(alarm).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_books_are_shown_with_what_was_paid_and_that_they_add_up()
    {
        await Api.BuyFulfilledAsync(NewName("alice"), await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var staff = await OpenConsoleAsync("ops");

        await Expect(staff, "verdict").ToContainTextAsync("全部对得上");
        await Expect(staff, "sum-paid")
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^¥[1-9][\d,]*(\.\d\d)?$"));
        await Expect(staff, "sum-stock").Not.ToHaveTextAsync("0");
        await Expect(staff, "discrepancy").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_does_not_add_up_is_named_with_the_sale_that_stands_still_for_it()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 7);
        var alice = await OpenFlashSaleAsync(sale);
        var staff = await OpenConsoleAsync("ops");
        await Expect(staff, "verdict").ToContainTextAsync("全部对得上");

        await _pages.Product.BendStockAsync(sale, 8, Cancel);
        try
        {
            await Expect(staff, "verdict").ToContainTextAsync("有 1 处对不上");
            await Expect(staff, "discrepancy").ToContainTextAsync("活动库存与分片对不上");
            await Expect(staff, "discrepancy").ToContainTextAsync($"已暂停活动 {sale}");
            await Expect(alice, "sale-badge").ToHaveTextAsync("已暂停");
            await Assertions
                .Expect(staff.GetByTestId("alarms").GetByTestId("record").Filter(new() { HasText = sale }))
                .ToContainTextAsync("对账：");
        }
        finally
        {
            await _pages.Product.BendStockAsync(sale, 7, Cancel);
        }
        await Expect(staff, "verdict").ToContainTextAsync("全部对得上");
        await Expect(staff, "discrepancy").ToHaveCountAsync(0);
    }
}
