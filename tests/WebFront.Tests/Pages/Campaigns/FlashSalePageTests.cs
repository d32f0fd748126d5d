using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A flash sale in the client: buying, the own orders in it, and the way to others.</summary>
[Collection<CustomerPages>]
public sealed partial class FlashSalePageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_customer_sees_the_countdown_buys_and_has_an_order_with_time_left_while_others_see_the_stock_fall()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: "早十点 95#", stock: 5);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        var bystander = await OpenFlashSaleAsync(sale);

        await Expect(alice, "sale-title").ToHaveTextAsync("早十点 95#");
        await Expect(alice, "price").ToHaveTextAsync("¥198.50");
        await Expect(alice, "list-price").ToHaveTextAsync("¥260");
        await Expect(alice, "sale-badge").ToHaveTextAsync("抢购中");
        await Expect(alice, "countdown").ToContainTextAsync(Countdown());
        await Expect(bystander, "free").ToHaveTextAsync("5");

        await alice.GetByTestId("go").ClickAsync();

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await Expect(alice, "order-left").ToHaveTextAsync(TimeLeft());
        await Expect(bystander, "free").ToHaveTextAsync("4");
        await Expect(bystander, "held").ToHaveTextAsync("占用中 1");
        await Expect(bystander, "order-row").ToHaveCountAsync(0);

        await alice.GoBackAsync();
        await Expect(alice, "free").ToHaveTextAsync("4");
        await Expect(alice, "held-until").ToContainTextAsync("抢到了");
        await Expect(alice, "row-status").ToHaveTextAsync("待支付");
        await Expect(alice, "row-left").ToHaveTextAsync(TimeLeft());
        await alice.GetByTestId("to-order").ClickAsync();
        await Expect(alice, "pay").ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_visitor_is_asked_for_a_login_by_the_button_and_what_was_pressed_goes_on_after_it()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var page = await OpenFlashSaleAsync(sale);
        await Expect(page, "login-card").ToHaveCountAsync(0);

        await page.GetByTestId("go").ClickAsync();
        await Expect(page, "login-card").ToContainTextAsync("登录后抢购");
        await LogInAtCardAsync(page, NewName("alice"));

        await Expect(page, "order-state").ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task A_cancelled_order_returns_its_unit_and_another_page_sees_it()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 3);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        var bystander = await OpenFlashSaleAsync(sale);
        await alice.GetByTestId("go").ClickAsync();
        await Expect(bystander, "free").ToHaveTextAsync("2");

        await alice.GetByTestId("cancel").ClickAsync();
        await SayYesAsync(alice);

        await Expect(alice, "order-state").ToHaveTextAsync("您已取消");
        await Expect(alice, "order").ToContainTextAsync("名额已释放");
        await Expect(bystander, "free").ToHaveTextAsync("3");
        await alice.GoBackAsync();
        await Expect(alice, "row-status").ToHaveTextAsync("您已取消");
        await ExpectEnabledAsync(alice, "go");
    }

    [Fact]
    public async Task An_order_changed_elsewhere_changes_on_the_page_too()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);

        var order = await Api.BuyAsync(name, sale, Cancel);
        await Expect(alice, "row-status").ToHaveTextAsync("待支付");
        await Expect(alice, "to-order").ToHaveTextAsync("去支付");
        await Expect(alice, "go").ToHaveCountAsync(0);

        await Api.PayKnownAsync(name, order, Cancel);
        await Expect(alice, "row-status").ToHaveTextAsync(Paid());
        await Expect(alice, "to-order").ToHaveCountAsync(0);
        await Expect(alice, "go").ToHaveTextAsync("已达限购");
        await Expect(alice, "reason").ToHaveTextAsync("每人限购 1 件，您已占满");
    }

    [Fact]
    public async Task An_order_cancelled_elsewhere_opens_the_button_again()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        var order = await Api.BuyAsync(name, sale, Cancel);
        var alice = await OpenFlashSaleAsync(sale, name);
        await Expect(alice, "to-order").ToBeVisibleAsync();

        await Api.CancelAsync(name, order, Cancel);
        await Expect(alice, "row-status").ToHaveTextAsync("您已取消");
        await Expect(alice, "go").ToHaveTextAsync("立即抢购");
    }

    [Fact]
    public async Task An_order_not_paid_in_time_says_so_and_its_unit_is_free_again()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 1, payWithinSeconds: 3);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await alice.GetByTestId("go").ClickAsync();

        await Expect(alice, "order-state").ToHaveTextAsync("超时未付，已取消");
        await alice.GoBackAsync();
        await Expect(alice, "row-status").ToHaveTextAsync("超时未付，已取消");
        await Expect(alice, "free").ToHaveTextAsync("1");
    }

    [Fact]
    public async Task Script_in_a_title_is_shown_as_text()
    {
        const string title = "<img src=x onerror=alert(1)><script>document.title='x'</script>";
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: title);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await Expect(alice, "sale-title").ToHaveTextAsync(title);
        (await alice.TitleAsync()).ShouldBe("限时抢购");
        await alice.GetByTestId("go").ClickAsync();

        await Expect(alice, "order").ToContainTextAsync(title);
        (await alice.Locator("uni-page-body img, uni-page-body script").CountAsync()).ShouldBe(0);
        (await alice.TitleAsync()).ShouldBe("订单");
    }

    [Fact]
    public async Task Another_sale_can_be_chosen_and_is_followed_live()
    {
        var first = await Api.PublishFlashSaleAsync(Cancel, title: NewName("first"));
        var second = await Api.PublishFlashSaleAsync(Cancel, title: NewName("second"), stock: 7);
        // A page asks for the list once a minute, and the answer may be a second old.
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Api.IsListedAsync(second, Cancel));
        var alice = await OpenFlashSaleAsync(first, NewName("alice"));

        await alice.GetByTestId("to-campaigns").ClickAsync();
        await alice.Locator($"[data-testid=sale-card][data-sale='{second}']").ClickAsync();
        await Expect(alice, "free").ToHaveTextAsync("7");
        await Api.BuyAsync(NewName("other"), second, Cancel);
        await Expect(alice, "free").ToHaveTextAsync("6");
    }

    [GeneratedRegex(@"距结束.*01\s*:\s*\d\d\s*:\s*\d\d", RegexOptions.Singleline)]
    internal static partial Regex Countdown();

    [GeneratedRegex("^(已支付|已完成)$")]
    private static partial Regex Paid();

    [GeneratedRegex(@"^(15:00|14:5\d)$")]
    internal static partial Regex TimeLeft();
}
