namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>An order on its page: from the button to the voucher, or to an end without one.</summary>
[Collection<CustomerPages>]
public sealed class OrderPageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task Buying_leads_to_the_order_and_paying_at_WeChats_page_to_a_voucher_with_its_QR()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: "早十点 95#");
        var alice = await OpenAsync($"/m/#/pages/sale/sale?id={sale}");
        await alice.GetByTestId("go").ClickAsync();
        await LogInAtCardAsync(alice, NewName("alice"));

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await Expect(alice, "order-title").ToHaveTextAsync("早十点 95#");
        await Expect(alice, "order-amount").ToHaveTextAsync("¥198.50");
        await Expect(alice, "order-left").ToHaveTextAsync(Campaigns.FlashSalePageTests.TimeLeft());

        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");
        await NeverReloadAsync(alice);

        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
        await Expect(alice, "voucher-worth").ToHaveTextAsync("95# 汽油 30 升");
        await Expect(alice, "voucher-state").ToHaveTextAsync("可使用");
        await Expect(alice, "code")
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9A-Z]{4}(-[0-9A-Z]{4}){4}$"));
        await Expect(alice, "qr").ToBeVisibleAsync();
        (
            await alice.GetByTestId("qr").Locator("img").EvaluateAsync<int>("image => image.naturalWidth")
        ).ShouldBeGreaterThan(0);
        await Expect(alice, "history").ToContainTextAsync("微信支付");
        await Expect(alice, "pay").ToBeHiddenAsync();
        await ShouldNotHaveReloadedAsync(alice);
    }

    [Fact]
    public async Task A_page_that_only_watches_sees_the_payment_and_the_voucher_live()
    {
        var (name, order) = await BuyAsync();
        var watching = await OpenOrderAsync(order, name);
        await Expect(watching, "order-state").ToHaveTextAsync("待支付");
        await NeverReloadAsync(watching);

        await Api.PayAsync(name, order, Cancel);

        await Expect(watching, "order-state").ToHaveTextAsync("已完成");
        await Expect(watching, "qr").ToBeVisibleAsync();
        await ShouldNotHaveReloadedAsync(watching);
    }

    [Fact]
    public async Task Who_turns_away_at_WeChats_page_may_pay_at_once()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "cancel");

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await Expect(alice, "asking").ToBeHiddenAsync();
        alice.Url.ShouldNotContain("requestPayment");

        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");
        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_that_expires_while_it_is_watched_says_so(bool prepared)
    {
        var (name, order) = await BuyAsync(payWithinSeconds: 12);
        if (prepared)
            await Api.PayPageAsync(name, order, Cancel);
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "pay").ToBeVisibleAsync();
        await NeverReloadAsync(alice);

        await Expect(alice, "order-state").ToHaveTextAsync("超时未付，已取消", new() { Timeout = 30_000 });
        await Expect(alice, "history").ToContainTextAsync("超时未支付");
        await Expect(alice, "pay").ToBeHiddenAsync();
        await ShouldNotHaveReloadedAsync(alice);
    }

    [Fact]
    public async Task Cancelling_asks_first_and_ends_the_order()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await alice.GetByTestId("cancel").ClickAsync();
        await SayNoAsync(alice);
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");

        await alice.GetByTestId("cancel").ClickAsync();
        await SayYesAsync(alice);
        await Expect(alice, "order-state").ToHaveTextAsync("您已取消");
    }

    [Fact]
    public async Task Money_that_does_not_match_freezes_the_order_before_everybodys_eyes()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");

        await Api.PayAsync(name, order, Cancel, amountFen: 1);

        await Expect(alice, "order-state").ToHaveTextAsync("款项核对中");
        await Expect(alice, "order-says").ToContainTextAsync("您的钱不会丢失");
        await Expect(alice, "history").ToContainTextAsync("款项与订单不一致");
        await Expect(alice, "pay").ToBeHiddenAsync();
    }

    [Fact]
    public async Task Somebody_elses_order_is_not_there()
    {
        Provokes("status of 404");
        var (_, order) = await BuyAsync();
        var mallory = await OpenOrderAsync(order, NewName("mallory"));

        await Expect(mallory, "gone").ToContainTextAsync("没有找到这笔订单");
        await Expect(mallory, "order").ToBeHiddenAsync();
    }

    [Fact]
    public async Task Who_wants_to_be_told_says_so_once_and_it_is_remembered()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "notices-say").ToContainTextAsync("退款到账");

        // WeChat's sheet takes three kinds at a time.
        await alice.GetByTestId("ask-notices").ClickAsync();
        await Expect(alice, "notices-say").ToHaveTextAsync("通过微信告诉您：券快到期，各一次");
        await alice.GetByTestId("ask-notices").ClickAsync();
        await Expect(alice, "notices-say").ToContainTextAsync("已开启");
        await Expect(alice, "ask-notices").ToBeHiddenAsync();
        await alice.ReloadAsync();
        await Expect(alice, "notices-say").ToContainTextAsync("已开启");
    }

    private async Task<(string Name, string Order)> BuyAsync(int payWithinSeconds = 900)
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, payWithinSeconds: payWithinSeconds);
        var name = NewName("alice");
        return (name, await Api.BuyAsync(name, sale, Cancel));
    }
}
