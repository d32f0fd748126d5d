using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;

namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>The console's form is one refund: a double click, a slow line, two tabs, two members of staff, and the back button.</summary>
[Collection<StationPages>]
public sealed class StaffRefundPageTests(PagesFixture pages) : PageTest(pages)
{
    private const string Refunds = "**/api/admin/orders/*/refunds";

    [Fact]
    public async Task A_double_click_on_a_slow_line_is_one_refund_and_the_page_says_that_it_runs()
    {
        var order = await BuyAsync();
        var staff = await OpenConsoleAsync("orders");
        var wire = await SlowWire.BehindAsync(staff);
        await FindAsync(staff, order);
        await FillAsync(staff, "4", "少加了一点");
        await staff.GetByTestId("ask-yes").DblClickAsync();

        await Expect(staff, "staff-refund").ToHaveTextAsync("正在提交退款…");
        await Expect(staff, "staff-refund").ToBeDisabledAsync();
        wire.LetThrough();

        await Expect(staff, "message").ToHaveTextAsync("退款 ¥4 已提交");
        await Assertions.Expect(FoundRefunds(staff)).ToHaveCountAsync(1);
        wire.Keys.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_form_in_two_tabs_is_one_refund()
    {
        var order = await BuyAsync();
        var first = await OpenConsoleAsync("orders");
        var wire = await SlowWire.BehindAsync(first);
        await FindAsync(first, order);
        await FillAsync(first, "4", "少加了一点");
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "staff-refund").ToBeDisabledAsync();

        var second = await OpenTabAsync(first, "/staff#orders");
        var quick = await SlowWire.BehindAsync(second);
        quick.LetThrough();
        await FindAsync(second, order);
        await FillAsync(second, "4", "少加了一点");
        await second.GetByTestId("ask-yes").ClickAsync();
        await Expect(second, "message").ToHaveTextAsync("退款 ¥4 已提交");
        wire.LetThrough();
        await Expect(first, "message").ToHaveTextAsync("退款 ¥4 已提交");

        await Assertions.Expect(FoundRefunds(second)).ToHaveCountAsync(1);
        await Assertions.Expect(FoundRefunds(first)).ToHaveCountAsync(1);
        wire.Keys.ShouldBe(quick.Keys);
    }

    [Fact]
    public async Task Whoever_comes_second_is_told_what_was_refunded_a_moment_ago_and_asked_whether_to_refund_again()
    {
        Provokes("status of 409");
        var order = await BuyAsync();
        var (wang, li) = (NewName("wang"), NewName("li"));
        await Api.AddStaffAsync(wang, ["ops"], Cancel);
        await Api.AddStaffAsync(li, ["ops"], Cancel);
        var (first, second) = (await OpenConsoleAsync("orders", wang), await OpenConsoleAsync("orders", li));
        await FindAsync(first, order);
        await FindAsync(second, order);
        await FillAsync(second, "4", "顾客来电");
        await Expect(second, "ask-body").ToContainTextAsync("最多可退 ¥198.50");
        await FillAsync(first, "4", "少加了一点");
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "message").ToHaveTextAsync("退款 ¥4 已提交");

        await second.GetByTestId("ask-yes").ClickAsync();
        await Assertions.Expect(second.Locator("#ask-heading")).ToHaveTextAsync("刚刚已退 ¥4，确定再退一次？");
        await Expect(second, "ask-body").ToContainTextAsync(wang);
        await second.Locator("#ask-no").ClickAsync();
        await Assertions.Expect(FoundRefunds(second)).ToHaveCountAsync(1);

        await FillAsync(second, "4", "顾客来电");
        await Expect(second, "ask-body").ToContainTextAsync("最多可退 ¥194.50");
        await second.GetByTestId("ask-yes").ClickAsync();
        await Assertions.Expect(second.Locator("#ask-heading")).ToHaveTextAsync("刚刚已退 ¥4，确定再退一次？");
        await second.GetByTestId("ask-yes").ClickAsync();
        await Expect(second, "message").ToHaveTextAsync("退款 ¥4 已提交");
        await Assertions.Expect(FoundRefunds(second)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Who_leaves_before_the_answer_and_comes_back_sends_the_same_refund_again()
    {
        Provokes("net::ERR_FAILED");
        var order = await BuyAsync();
        var staff = await OpenConsoleAsync("orders");
        var (keys, through) = (new ConcurrentQueue<string>(), false);
        await staff.RouteAsync(
            Refunds,
            async route =>
            {
                keys.Enqueue(route.Request.Headers["idempotency-key"]);
                if (Volatile.Read(ref through))
                {
                    await route.ContinueAsync();
                    return;
                }
                // The server carries the request out, and its answer gets lost.
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
        await FindAsync(staff, order);
        await FillAsync(staff, "4", "少加了一点");
        await staff.GetByTestId("ask-yes").ClickAsync();
        await Expect(staff, "message").ToContainTextAsync("正在用同一请求确认");
        await staff.GotoAsync(new Uri(Address, "/redeem").ToString());
        Volatile.Write(ref through, true);

        await staff.GoBackAsync();
        await FindAsync(staff, order);
        await FillAsync(staff, "4", "少加了一点");
        await staff.GetByTestId("ask-yes").ClickAsync();

        await Expect(staff, "message").ToHaveTextAsync("退款 ¥4 已提交");
        await Assertions.Expect(FoundRefunds(staff)).ToHaveCountAsync(1);
        keys.Distinct().ShouldHaveSingleItem();
    }

    private async Task<string> BuyAsync() =>
        await Api.BuyFulfilledAsync(NewName("alice"), await Api.PublishFlashSaleAsync(Cancel), Cancel);

    private static ILocator FoundRefunds(IPage page) =>
        page.GetByTestId("found-refunds").Locator("li").Filter(new() { HasText = "¥4 ·" });

    private static async Task FindAsync(IPage page, string order)
    {
        await page.GetByTestId("find-id").FillAsync(order);
        await page.GetByTestId("find-go").ClickAsync();
        await Expect(page, "found-state").ToBeVisibleAsync();
    }

    private static async Task FillAsync(IPage page, string amount, string reason)
    {
        await page.GetByTestId("staff-refund").ClickAsync();
        await page.GetByTestId("ask-amountFen").FillAsync(amount);
        await page.GetByTestId("ask-reason").FillAsync(reason);
    }

    /// <summary>Requests for refunds wait at the wire until the test lets them through.</summary>
    private sealed class SlowWire
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Keys { get; } = [];

        public static async Task<SlowWire> BehindAsync(IPage page)
        {
            var wire = new SlowWire();
            await page.RouteAsync(
                Refunds,
                async route =>
                {
                    wire.Keys.Enqueue(route.Request.Headers["idempotency-key"]);
                    await wire._open.Task;
                    await route.ContinueAsync();
                }
            );
            return wire;
        }

        public void LetThrough() => _open.TrySetResult();
    }
}
