using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A customer on two phones: each press counts once, and both phones end with the truth without being touched.</summary>
[Collection<StationPages>]
public sealed class TwoDevicesTests(PagesFixture pages) : DriveTest(pages)
{
    private const string Sale = "* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";

    [Fact]
    public async Task Both_press_in_a_sale_of_one_each_and_both_have_the_one_order()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 1);
        var name = NewName("anna");
        var (left, right) = await OpenBothAsync(name, $"/?sale={sale}");
        await PressBothAsync("go", left, right);

        // The press that came first leads to its order; the other phone is told of the limit, and of the order.
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () => await ShownOf(left, "order").CountAsync() + await ShownOf(right, "order").CountAsync() == 1
        );
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
        var (buyer, other) = await ShownOf(left, "order").CountAsync() == 1 ? (left, right) : (right, left);
        await Expect(other, "held-until").ToContainTextAsync("抢到了");
        await Expect(other, "order-row").ToHaveCountAsync(1);

        // The other phone shows by itself what the buyer does.
        await buyer.GetByTestId("cancel").ClickAsync();
        await SayYesAsync(buyer);
        await Expect(other, "row-status").ToHaveTextAsync("您已取消");
        await Expect(other, "held-until").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Both_press_where_two_are_allowed_and_both_phones_know_two_orders()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 2);
        var name = NewName("anna");
        var (left, right) = await OpenBothAsync(name, $"/?sale={sale}");
        await PressBothAsync("go", left, right);

        foreach (var page in new[] { left, right })
        {
            await Assertions.Expect(ShownOf(page, "order-state")).ToHaveTextAsync("待支付");
            await page.GoBackAsync();
            await Expect(page, "order-row").ToHaveCountAsync(2);
        }
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task Both_press_at_the_same_pump_and_the_fuel_is_ordered_once()
    {
        Provokes("status of 409");
        var (station, site) = await OpenSiteAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var name = NewName("driver");
        await site.SayAsync(Sale);
        var (left, right) = await OpenBothAsync(name, $"/drive/{station}/1");
        await PressBothAsync("place", left, right);

        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () =>
                await ShownOf(left, "fuel-order").CountAsync() + await ShownOf(right, "fuel-order").CountAsync() == 1
        );
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
        var other = await ShownOf(left, "fuel-order").CountAsync() == 1 ? right : left;
        // The other phone leads to the same order, and does not call it somebody else's.
        await other.GetByTestId("order-row").ClickAsync();
        await Assertions.Expect(ShownOf(other, "order-status")).ToHaveTextAsync("待支付");
    }

    [Fact]
    public async Task One_cancels_while_the_other_has_paid_and_both_read_cancelled_and_refunded()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("anna");
        var order = await Api.BuyAsync(name, sale, Cancel);
        var (left, right) = await OpenBothAsync(name, $"/orders/{order}");
        await left.GetByTestId("pay").ClickAsync();
        await ReachWeChatAsync(left);
        var payPage = new Uri(left.Url);
        await using (var weChat = await LostCallbacks.BeginAsync(payPage, Cancel))
        {
            // The product is not told of the payment: the cancel finds it, and the customer's word counts.
            (await weChat.Control.PayAsync(new(payPage.Segments[^1]), Cancel)).ShouldNotBeNull();
            await right.GetByTestId("cancel").ClickAsync();
            await SayYesAsync(right);
            await left.GoBackAsync();
            foreach (var page in new[] { left, right })
            {
                await Expect(page, "order-state").ToHaveTextAsync("您已取消");
                await Expect(page, "refund-state").ToHaveTextAsync("已退款");
            }
        }
        (await Api.VouchersAsync(name, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_cancels_while_the_other_stands_at_WeChats_page_and_both_read_cancelled()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("anna");
        var order = await Api.BuyAsync(name, sale, Cancel);
        var (left, right) = await OpenBothAsync(name, $"/orders/{order}");
        await left.GetByTestId("pay").ClickAsync();
        await ReachWeChatAsync(left);

        await right.GetByTestId("cancel").ClickAsync();
        await SayYesAsync(right);
        await Expect(right, "order-state").ToHaveTextAsync("您已取消");
        await left.GoBackAsync();

        await Expect(left, "order-state").ToHaveTextAsync("您已取消");
        await Expect(left, "pay").ToHaveCountAsync(0);
        (await Api.VouchersAsync(name, Cancel)).ShouldBeEmpty();
    }

    private async Task<(IPage Left, IPage Right)> OpenBothAsync(string name, string address)
    {
        var both = await Task.WhenAll(OpenLoggedInAsync(name, address), OpenLoggedInAsync(name, address));
        return (both[0], both[1]);
    }

    /// <summary>Presses a button on both phones, as soon as both may, before either has heard of the other.</summary>
    private static async Task PressBothAsync(string testId, params IPage[] pages)
    {
        foreach (var page in pages)
            await ExpectEnabledAsync(page, testId);
        // The button itself, found before: a click that looks for it may come after the news of the first press.
        var buttons = await Task.WhenAll(pages.Select(page => page.GetByTestId(testId).ElementHandleAsync()));
        await Task.WhenAll(buttons.Select(button => button.EvaluateAsync("button => button.click()")));
    }
}
