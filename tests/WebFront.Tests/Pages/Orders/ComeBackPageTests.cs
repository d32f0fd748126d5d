using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>A customer comes back from WeChat's page while every callback is lost.</summary>
[Collection<CustomerPages>]
public sealed class ComeBackPageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task Who_comes_back_from_paying_sees_it_paid_at_once()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await using var weChat = await LoseCallbacksAsync(name, order);
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");

        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
        alice.Url.ShouldNotContain("requestPayment");
        (await weChat.QueriesAsync(Cancel)).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task While_WeChat_does_not_show_the_payment_the_page_asks_and_offers_no_second_one_for_ten_seconds()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await using var weChat = await LoseCallbacksAsync(name, order);
        await weChat.Control.BreakAsync(new("query", "stale"), Cancel);
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");

        await Expect(alice, "order-state").ToHaveTextAsync("正在确认支付");
        await Expect(alice, "asking").ToContainTextAsync("正在向微信确认支付结果");
        await Expect(alice, "pay").ToBeHiddenAsync();
        await Expect(alice, "cancel").ToBeHiddenAsync();
        await Expect(alice, "pay").ToBeVisibleAsync(new() { Timeout = 11_000 });
        await Expect(alice, "unseen").ToContainTextAsync("重复付款会自动退回");

        (await weChat.QueriesAsync(Cancel)).ShouldBeInRange(1, 3);
        await weChat.ResendAsync(Cancel);
        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
        await Expect(alice, "unseen").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_says_that_nothing_was_paid_may_pay_at_once()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await using var weChat = await LoseCallbacksAsync(name, order);
        await weChat.Control.BreakAsync(new("query", "stale"), Cancel);
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");
        await alice.GetByTestId("disown").ClickAsync();

        await Expect(alice, "pay").ToBeVisibleAsync(new() { Timeout = 1_000 });
    }

    [Fact]
    public async Task Who_comes_back_without_a_word_from_WeChat_may_pay_as_soon_as_WeChat_has_no_money()
    {
        var (name, order) = await BuyAsync();
        var alice = await OpenOrderAsync(order, name);
        await alice.GetByTestId("pay").ClickAsync();
        await TurnBackAtWeChatAsync(alice);

        await Expect(alice, "unseen").ToContainTextAsync("微信暂未显示这笔付款");
        await Expect(alice, "pay").ToBeVisibleAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task A_look_at_the_order_on_another_phone_finds_the_payment()
    {
        var (name, order) = await BuyAsync();
        await using var weChat = await LoseCallbacksAsync(name, order);
        await Api.PayAsync(name, order, Cancel);

        var other = await OpenOrderAsync(order, name);

        await Expect(other, "order-state").ToHaveTextAsync("已完成");
        (await weChat.QueriesAsync(Cancel)).ShouldBeInRange(1, 3);
    }

    private async Task<(string Name, string Order)> BuyAsync()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        return (name, await Api.BuyAsync(name, sale, Cancel));
    }

    private async Task<LostCallbacks> LoseCallbacksAsync(string name, string order) =>
        await LostCallbacks.BeginAsync(await Api.PayPageAsync(name, order, Cancel), Cancel);
}
