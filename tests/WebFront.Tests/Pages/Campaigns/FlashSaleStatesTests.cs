using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A flash sale before its start, in a pause, and with nothing free: what the client shows and allows.</summary>
[Collection<CustomerPages>]
public sealed class FlashSaleStatesTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task With_every_unit_held_the_page_says_they_may_return_and_opens_when_one_does()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 1);
        var other = NewName("other");
        var order = await Api.BuyAsync(other, sale, Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));

        await Expect(alice, "stock-word").ToHaveTextAsync("全部被占用（可能释放）");
        await Expect(alice, "go").ToHaveTextAsync("一有名额就抢");

        await Api.CancelAsync(other, order, Cancel);
        await Expect(alice, "stock-word").ToHaveTextAsync("");
        await Expect(alice, "go").ToHaveTextAsync("立即抢购");
    }

    [Fact]
    public async Task Who_presses_while_every_unit_is_held_waits_and_gets_the_first_that_returns()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 1);
        var other = NewName("other");
        var order = await Api.BuyAsync(other, sale, Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "progress").ToContainTextAsync("一有名额自动为您再抢");
        await Expect(alice, "stop").ToBeVisibleAsync();

        await Api.CancelAsync(other, order, Cancel);

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task With_nothing_free_and_nothing_held_the_page_says_sold_out_until_it_is_restocked()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 2);
        await Api.RestockAsync(sale, -2, Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));

        await Expect(alice, "stock-word").ToHaveTextAsync("已售罄");
        await ExpectDisabledAsync(alice, "go");

        await Api.RestockAsync(sale, 4, Cancel);
        await Expect(alice, "free").ToHaveTextAsync("4");
        await ExpectEnabledAsync(alice, "go");
    }

    [Fact]
    public async Task Pausing_disables_the_button_at_once_resuming_enables_it_and_closing_ends_it()
    {
        Provokes("status of 409"); // The gate's, while it still believes in the pause.
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await ExpectEnabledAsync(alice, "go");

        await Api.ActAsync(sale, "pause", Cancel);
        await ExpectDisabledAsync(alice, "go");
        await Expect(alice, "reason").ToHaveTextAsync("活动暂停中，恢复后可继续抢购");

        await Api.ActAsync(sale, "resume", Cancel);
        await ExpectEnabledAsync(alice, "go");
        await PressUntilHeldAsync(alice);

        await Api.ActAsync(sale, "close", Cancel);
        await Expect(alice, "order-state").ToHaveTextAsync("活动关闭，已取消");
        await alice.GoBackAsync();
        await Expect(alice, "sale-badge").ToHaveTextAsync("已关闭");
        await Expect(alice, "row-status").ToHaveTextAsync("活动关闭，已取消");
        await ExpectDisabledAsync(alice, "go");
    }

    // The node's gate may refuse for one more second after a pause (ADR 5): then the test presses again.
    private static async Task PressUntilHeldAsync(IPage page)
    {
        var (buy, order) = (page.GetByTestId("go"), page.GetByTestId("order-state"));
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () =>
            {
                if (await order.CountAsync() > 0)
                    return true;
                try
                {
                    if (await buy.IsVisibleAsync())
                        await buy.ClickAsync(new() { Timeout = 1_000 });
                }
                catch (TimeoutException)
                {
                    // The button is gone meanwhile: there is an order, and its page.
                }
                return false;
            }
        );
        await Assertions.Expect(order).ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task Before_the_start_the_button_waits_and_opens_by_itself()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, startsAt: ProductApi.Now.AddSeconds(6));
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));

        await Expect(alice, "sale-badge").ToHaveTextAsync("未开始");
        await ExpectDisabledAsync(alice, "go");
        await Expect(alice, "countdown").ToContainTextAsync("距开始");

        await ExpectEnabledAsync(alice, "go");
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task A_visitor_may_log_in_before_the_start_and_buys_with_one_press_then()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, startsAt: ProductApi.Now.AddSeconds(12));
        var page = await OpenFlashSaleAsync(sale);
        await page.GetByTestId("login-early").ClickAsync();
        await LogInAtCardAsync(page, NewName("alice"));
        await Expect(page, "login-card").ToHaveCountAsync(0);
        await Expect(page, "login-early").ToHaveCountAsync(0);

        await ExpectEnabledAsync(page, "go");
        await page.GetByTestId("go").ClickAsync();
        await Expect(page, "order-state").ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task A_phone_whose_clock_is_years_off_counts_down_like_any_other()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = await OpenAsync("/");
        await alice.AddInitScriptAsync(
            "const real = Date.now; Date.now = () => real() - 9e10; window.clockIsOff = true;"
        );
        await alice.GotoAsync(new Uri(Address, $"/?sale={sale}").ToString());

        (await alice.EvaluateAsync<bool>("window.clockIsOff")).ShouldBeTrue();
        await Expect(alice, "sale-badge").ToHaveTextAsync("抢购中");
        await Expect(alice, "countdown").ToContainTextAsync(FlashSalePageTests.Countdown());
    }
}
