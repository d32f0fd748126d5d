using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A phone whose storage is full, or is cleared at the worst moment: the order is there once, and is found again.</summary>
[Collection<CustomerPages>]
public sealed class StorageTests(PagesFixture pages) : PageTest(pages)
{
    private const string Full =
        "Storage.prototype.setItem = () => { throw new DOMException('the test filled it', 'QuotaExceededError'); };";
    private const string Orders = "**/api/flash-sales/*/orders";

    [Fact]
    public async Task With_a_full_storage_a_press_whose_answer_is_lost_orders_once_and_the_payment_is_found_after_the_return()
    {
        Provokes("net::ERR_FAILED|the test filled it");
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("anna");
        var page = await OpenAsync("about:blank");
        await page.AddInitScriptAsync(Full);
        var keys = new ConcurrentQueue<string>();
        await page.RouteAsync(
            Orders,
            async route =>
            {
                keys.Enqueue(route.Request.Headers["idempotency-key"]);
                var answer = await route.FetchAsync();
                if (keys.Count == 1)
                    await route.AbortAsync();
                else
                    await route.FulfillAsync(new() { Response = answer });
            }
        );
        await page.GotoAsync(new Uri(Address, $"/?sale={sale}").ToString());
        await page.GetByTestId("go").ClickAsync();
        await LogInAtCardAsync(page, name);
        await Expect(page, "order-state").ToHaveTextAsync("待支付");
        keys.Distinct().Count().ShouldBe(1);
        keys.Count.ShouldBe(2);

        await page.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(page, "pay");
        // Nothing was kept: the customer is asked who they are, and finds the order.
        await LogInAtCardAsync(page, name);
        await Expect(page, "order-state").ToHaveTextAsync("已完成");
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_storage_that_is_cleared_between_the_press_and_the_return_costs_a_login_and_no_second_order()
    {
        Provokes("net::ERR_FAILED");
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("anna");
        var page = await OpenLoggedInAsync(name, $"/?sale={sale}");
        var isOrdered = new TaskCompletionSource();
        await page.RouteAsync(
            Orders,
            async route =>
            {
                await route.FetchAsync();
                await route.AbortAsync();
                isOrdered.TrySetResult();
            }
        );
        await page.GetByTestId("go").ClickAsync();
        await isOrdered.Task.WaitAsync(Cancel);
        await page.UnrouteAllAsync();
        await page.EvaluateAsync("localStorage.clear()");
        await page.ReloadAsync();

        // Without the key nobody asks by it; the order itself says that it is there.
        await Expect(page, "go").ToHaveTextAsync("立即抢购");
        await page.GotoAsync(new Uri(Address, "/m/#/pages/me/me").ToString());
        await LogInAtCardAsync(page, name);
        await page.GotoAsync(new Uri(Address, $"/?sale={sale}").ToString());
        await Expect(page, "held-until").ToContainTextAsync("抢到了");
        await Expect(page, "order-row").ToHaveCountAsync(1);
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_storage_that_is_cleared_at_WeChats_page_costs_a_login_and_the_order_reads_paid()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("anna");
        var order = await Api.BuyAsync(name, sale, Cancel);
        var page = await OpenLoggedInAsync(name, $"/orders/{order}");
        await page.AddInitScriptAsync("if (location.search.includes('requestPayment')) localStorage.clear()");
        await page.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(page, "pay");

        await LogInAtCardAsync(page, name);
        await Expect(page, "order-state").ToHaveTextAsync("已完成");
        (await Api.VouchersAsync(name, Cancel)).Length.ShouldBe(1);
    }
}
