using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>A refund on the pages: requested once, and shown as refunded only when the money is back.</summary>
[Collection<CustomerPages>]
public sealed class RefundPageTests(PagesFixture pages) : PageTest(pages)
{
    private const string Refunds = "**/api/orders/*/refunds";

    [Fact]
    public async Task One_voucher_of_two_goes_back_and_the_page_sees_its_refund_end()
    {
        var (name, order) = await BuyFulfilledAsync(quantity: 2);
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "voucher").ToHaveCountAsync(2);
        await NeverReloadAsync(alice);

        await alice.GetByTestId("refund-one").First.ClickAsync();
        await Assertions.Expect(Question(alice)).ToContainTextAsync("¥198.50");
        await SayYesAsync(alice);

        await Expect(alice, "refund").ToHaveCountAsync(1);
        await Expect(alice, "refund-state").ToHaveTextAsync("已退款");
        await Expect(alice, "back").ToHaveTextAsync("已退 ¥198.50");
        await Expect(alice, "history").ToContainTextAsync("退款到账");
        await Assertions.Expect(alice.GetByTestId("voucher").Filter(new() { HasText = "已退款" })).ToHaveCountAsync(1);
        await Assertions.Expect(alice.GetByTestId("voucher").Filter(new() { HasText = "可使用" })).ToHaveCountAsync(1);
        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
        await ShouldNotHaveReloadedAsync(alice);
    }

    [Fact]
    public async Task All_of_an_order_goes_back_and_its_units_are_for_sale_again()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, stock: 2, limit: 2);
        var name = NewName("alice");
        var order = await Api.BuyFulfilledAsync(name, sale, Cancel, quantity: 2);
        var alice = await OpenOrderAsync(order, name);
        var bystander = await OpenFlashSaleAsync(sale);
        await Expect(bystander, "free").ToHaveTextAsync("0");

        await alice.GetByTestId("refund-all").ClickAsync();
        await Assertions.Expect(Question(alice)).ToContainTextAsync("¥397");
        await SayYesAsync(alice);

        await Expect(alice, "order-state").ToHaveTextAsync("已退款");
        await Expect(alice, "voucher").ToHaveCountAsync(2);
        await Expect(alice, "show-code").ToHaveCountAsync(0);
        await Expect(alice, "qr").ToHaveCountAsync(0);
        await Expect(bystander, "free").ToHaveTextAsync("2");
    }

    [Fact]
    public async Task A_customer_whose_coupon_paid_a_part_reads_what_was_paid_and_what_comes_back_to_the_card()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 2);
        var name = NewName("alice");
        var order = await Api.BuyFulfilledAsync(name, sale, Cancel, quantity: 2, couponFen: 9_700);
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "split").ToHaveTextAsync("您实付 ¥300，微信优惠 ¥97");
        await Expect(alice, "history").ToContainTextAsync("¥397 · 您实付 ¥300");

        await alice.GetByTestId("refund-one").First.ClickAsync();
        await Assertions.Expect(Question(alice)).ToContainTextAsync("由微信优惠支付的部分不退现金");
        await SayYesAsync(alice);

        await Expect(alice, "refund-payer")
            .ToHaveTextAsync("退到您的付款账户：¥150；其余 ¥48.50 由微信优惠支付，不退现金");
        await Expect(alice, "back").ToHaveTextAsync("已退 ¥198.50，其中 ¥150 退到您的付款账户");
    }

    [Fact]
    public async Task Nothing_comes_back_to_the_card_of_what_a_coupon_paid_wholly()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        var order = await Api.BuyFulfilledAsync(name, sale, Cancel, couponFen: 19_850);
        var alice = await OpenOrderAsync(order, name);
        await alice.GetByTestId("refund-one").ClickAsync();
        await SayYesAsync(alice);
        await Expect(alice, "refund-payer").ToContainTextAsync("没有现金退到您的付款账户");
        await Expect(alice, "order-state").ToHaveTextAsync("已退款");
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key_and_refunds_once()
    {
        Provokes("net::ERR_FAILED");
        var (name, order) = await BuyFulfilledAsync();
        var alice = await OpenOrderAsync(order, name);
        var keys = new ConcurrentQueue<string>();
        await alice.RouteAsync(
            Refunds,
            async route =>
            {
                keys.Enqueue(route.Request.Headers["idempotency-key"]);
                if (keys.Count > 1)
                {
                    await route.ContinueAsync();
                    return;
                }
                // The server carries the request out, and its answer gets lost.
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );

        await alice.GetByTestId("refund-one").ClickAsync();
        await SayYesAsync(alice);

        await Expect(alice, "refund-asked").ToContainTextAsync("退款已提交");
        await Expect(alice, "refund-state").ToHaveTextAsync("已退款");
        keys.Count.ShouldBe(2);
        keys.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Who_reloads_before_the_answer_goes_on_with_the_same_refund()
    {
        Provokes("status of 503");
        var (name, order) = await BuyFulfilledAsync();
        var alice = await OpenOrderAsync(order, name);
        var keys = new ConcurrentQueue<string>();
        var through = false;
        await alice.RouteAsync(
            Refunds,
            async route =>
            {
                keys.Enqueue(route.Request.Headers["idempotency-key"]);
                if (Volatile.Read(ref through))
                    await route.ContinueAsync();
                else
                    await route.FulfillAsync(new() { Status = 503, Body = "" });
            }
        );
        await alice.GetByTestId("refund-one").ClickAsync();
        await SayYesAsync(alice);
        await Expect(alice, "progress").ToContainTextAsync("用同一请求确认");

        await alice.GetByTestId("stop").ClickAsync();
        await Expect(alice, "refund-unsure").ToContainTextAsync("不会重复退款");
        await ExpectDisabledAsync(alice, "refund-one");
        Volatile.Write(ref through, true);
        await alice.ReloadAsync();

        await Expect(alice, "refund-state").ToHaveTextAsync("已退款");
        keys.Distinct().Count().ShouldBe(1);
    }

    private async Task<(string Name, string Order)> BuyFulfilledAsync(int quantity = 1)
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: quantity);
        var name = NewName("alice");
        return (name, await Api.BuyFulfilledAsync(name, sale, Cancel, quantity));
    }
}
