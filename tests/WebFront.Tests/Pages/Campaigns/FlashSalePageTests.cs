using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

[Collection<CustomerPages>]
public sealed partial class FlashSalePageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_customer_sees_the_countdown_buys_and_has_an_order_with_time_left_while_others_see_the_stock_fall()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: "早十点 95#", stock: 5);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        var bystander = await OpenFlashSaleAsync(sale);

        await Expect(alice, "title").ToHaveTextAsync("早十点 95#");
        await Expect(alice, "price").ToHaveTextAsync("198.50");
        await Expect(alice, "list-price").ToHaveTextAsync("¥260");
        await Expect(alice, "phase").ToHaveTextAsync("抢购中");
        await Expect(alice, "countdown").ToContainTextAsync(Countdown());
        await Expect(bystander, "free").ToHaveTextAsync("5");

        await alice.GetByTestId("buy").ClickAsync();

        await Expect(alice, "outcome").ToContainTextAsync("抢到了");
        await Expect(alice, "order").ToHaveCountAsync(1);
        await Expect(alice, "order-status").ToHaveTextAsync("待支付");
        await Expect(alice, "order-left").ToHaveTextAsync(TimeLeft());
        await Expect(alice, "free").ToHaveTextAsync("4");
        await Expect(bystander, "free").ToHaveTextAsync("4");
        await Expect(bystander, "held").ToHaveTextAsync("1");
        await Expect(bystander, "order").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_cancelled_order_returns_its_unit_and_another_page_sees_it()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 3);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        var bystander = await OpenFlashSaleAsync(sale);
        await alice.GetByTestId("buy").ClickAsync();
        await Expect(bystander, "free").ToHaveTextAsync("2");

        await alice.GetByTestId("order-cancel").ClickAsync();
        await alice.GetByTestId("confirm-cancel-yes").ClickAsync();

        await Expect(alice, "order-status").ToHaveTextAsync("您已取消");
        await Expect(alice, "outcome").ToHaveTextAsync("订单已取消，名额已释放");
        await Expect(alice, "buy").ToBeEnabledAsync();
        await Expect(bystander, "free").ToHaveTextAsync("3");
    }

    [Fact]
    public async Task An_order_changed_elsewhere_changes_on_the_page_too()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);

        var order = await Api.BuyAsync(name, sale, Cancel);
        await Expect(alice, "order-status").ToHaveTextAsync("待支付");
        await Expect(alice, "buy").ToHaveTextAsync("已达限购");

        await Api.CancelAsync(name, order, Cancel);
        await Expect(alice, "order-status").ToHaveTextAsync("您已取消");
        await Expect(alice, "buy").ToHaveTextAsync("立即抢购");
    }

    [Fact]
    public async Task An_order_not_paid_in_time_says_so_and_its_unit_is_free_again()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 1, payWithinSeconds: 3);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await alice.GetByTestId("buy").ClickAsync();
        await Expect(alice, "free").ToHaveTextAsync("0");

        await Expect(alice, "order-status").ToHaveTextAsync("超时未付，已取消");
        await Expect(alice, "free").ToHaveTextAsync("1");
    }

    [Fact]
    public async Task With_every_unit_held_the_page_says_they_may_return_and_opens_when_one_does()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 1);
        var other = NewName("other");
        var order = await Api.BuyAsync(other, sale, Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));

        await Expect(alice, "stock-word").ToHaveTextAsync("全部被占用（可能释放）");
        await Expect(alice, "buy").ToBeDisabledAsync();

        await Api.CancelAsync(other, order, Cancel);
        await Expect(alice, "stock-word").ToHaveTextAsync("");
        await Expect(alice, "buy").ToBeEnabledAsync();
    }

    [Fact]
    public async Task With_nothing_free_and_nothing_held_the_page_says_sold_out_until_it_is_restocked()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 2);
        await Api.RestockAsync(sale, -2, Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));

        await Expect(alice, "stock-word").ToHaveTextAsync("已售罄");
        await Expect(alice, "buy").ToBeDisabledAsync();

        await Api.RestockAsync(sale, 4, Cancel);
        await Expect(alice, "free").ToHaveTextAsync("4");
        await Expect(alice, "buy").ToBeEnabledAsync();
    }

    [Fact]
    public async Task Pausing_disables_the_button_at_once_resuming_enables_it_and_closing_ends_it()
    {
        Provokes("status of 409"); // The gate's, while it still believes in the pause.
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await Expect(alice, "buy").ToBeEnabledAsync();

        await Api.ActAsync(sale, "pause", Cancel);
        await Expect(alice, "buy").ToBeDisabledAsync();
        await Expect(alice, "reason").ToHaveTextAsync("活动暂停中，恢复后可继续抢购");

        await Api.ActAsync(sale, "resume", Cancel);
        await Expect(alice, "buy").ToBeEnabledAsync();
        await PressUntilHeldAsync(alice);

        await Api.ActAsync(sale, "close", Cancel);
        await Expect(alice, "phase").ToHaveTextAsync("已关闭");
        await Expect(alice, "order-status").ToHaveTextAsync("活动关闭，已取消");
        await Expect(alice, "buy").ToBeDisabledAsync();
    }

    // The node's gate may believe in the pause for a second more (ADR 5), and say so: then one presses again.
    private static async Task PressUntilHeldAsync(IPage page)
    {
        var (buy, order) = (page.GetByTestId("buy"), page.GetByTestId("order-status"));
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () =>
            {
                if (await order.CountAsync() > 0)
                    return true;
                try
                {
                    if (await buy.IsEnabledAsync())
                        await buy.ClickAsync(new() { Timeout = 1_000 });
                }
                catch (TimeoutException)
                {
                    // The button went off meanwhile: an answer is awaited, or there is an order.
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

        await Expect(alice, "phase").ToHaveTextAsync("未开始");
        await Expect(alice, "buy").ToBeDisabledAsync();
        await Expect(alice, "countdown").ToContainTextAsync("距开始");

        await Expect(alice, "buy").ToBeEnabledAsync();
        await alice.GetByTestId("buy").ClickAsync();
        await Expect(alice, "outcome").ToContainTextAsync("抢到了");
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
        await Expect(alice, "phase").ToHaveTextAsync("抢购中");
        await Expect(alice, "countdown").ToContainTextAsync(Countdown());
    }

    [Fact]
    public async Task Script_in_a_title_is_shown_as_text()
    {
        const string title = "<img src=x onerror=alert(1)><script>document.title='x'</script>";
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: title);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await alice.GetByTestId("buy").ClickAsync();

        await Expect(alice, "title").ToHaveTextAsync(title);
        await Expect(alice, "order").ToContainTextAsync(title);
        (await alice.Locator("main img, main script").CountAsync()).ShouldBe(0);
        (await alice.TitleAsync()).ShouldBe("限时抢购 · FuelGrains");
    }

    [Fact]
    public async Task Another_sale_can_be_chosen_and_is_followed_live()
    {
        var first = await Api.PublishFlashSaleAsync(Cancel, title: NewName("first"));
        var second = await Api.PublishFlashSaleAsync(Cancel, title: NewName("second"), stock: 7);
        // A page asks for the list once a minute, and what it gets may be a second old.
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Api.IsListedAsync(second, Cancel));
        var alice = await OpenFlashSaleAsync(first, NewName("alice"));

        await alice.Locator($"[data-sale-id='{second}']").ClickAsync();
        await Expect(alice, "free").ToHaveTextAsync("7");
        await Api.BuyAsync(NewName("other"), second, Cancel);
        await Expect(alice, "free").ToHaveTextAsync("6");
    }

    [GeneratedRegex(@"距结束.*01\s*:\s*\d\d\s*:\s*\d\d", RegexOptions.Singleline)]
    private static partial Regex Countdown();

    [GeneratedRegex(@"^(15:00|14:5\d)$")]
    internal static partial Regex TimeLeft();
}
