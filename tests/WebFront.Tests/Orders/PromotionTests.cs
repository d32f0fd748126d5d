using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>
/// Orders that a coupon of WeChat pays in part or wholly: paid by their total, and shown with what the customer paid and gets back.
/// </summary>
public abstract class PromotionTests(ProductFixture product) : MoneyTests(product)
{
    [Theory]
    [InlineData(4_000, 15_900)]
    [InlineData(19_900, 0)]
    public async Task An_order_is_fulfilled_and_says_what_its_customer_really_paid(long couponFen, long payerFen)
    {
        var purchase = await Purchase.FulfilledAsync(Product, couponFen: couponFen);
        Payer((await PaymentAsync(purchase))).ShouldBe((19_900, payerFen));
        var file = (await Product.Staff.GetAsync($"/api/admin/orders/{purchase.Id}")).ShouldBeOk().Json;
        var payment = file.GetProperty("payments")[0];
        Payer(payment).ShouldBe((19_900, payerFen));
        payment.GetProperty("promotion").GetString().ShouldBe("微信支付加油券");
        (await purchase.VouchersAsync()).ShouldHaveSingleItem().GetProperty("priceFen").GetInt64().ShouldBe(19_900);
    }

    [Fact]
    public async Task An_order_without_a_promotion_is_paid_and_refunded_by_its_customer_alone()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        Payer(await PaymentAsync(purchase)).ShouldBe((19_900, 19_900));
        Payer((await purchase.ReturnAsync()).Json).ShouldBe((19_900, 19_900));
    }

    [Fact]
    public async Task Partial_refunds_say_what_goes_back_to_the_customers_account_and_add_up_to_what_the_customer_paid()
    {
        var purchase = await Purchase.FulfilledAsync(Product, couponFen: 4_000);
        foreach (var fen in new[] { 3_333, 333 })
            (await purchase.StaffRefundAsync(Product.StaffWith("ops"), fen)).Status.ShouldBe(202);
        var voucher = (await purchase.VouchersAsync()).Single().GetProperty("id").GetGuid();
        var last = await purchase.StaffRefundAsync(Product.StaffWith("ops"), 16_234, voucherIds: [voucher]);
        last.Status.ShouldBe(202, last.Text);
        last.Json.GetProperty("payerFen").ValueKind.ShouldBe(JsonValueKind.Null);
        var view = await purchase.BecomesAsync(v =>
            v.GetProperty("status").GetString() == "refunded"
            && Refunds(v).All(r => r.GetProperty("state").GetString() == "succeeded")
        );
        var trade = await WeChat.TradeAsync(purchase.OutTradeNo);
        Refunds(view)
            .Select(r => (r.GetProperty("outRefundNo").GetString(), Payer(r)))
            .Order()
            .ShouldBe(trade.Refunds.Select(r => ((string?)r.OutRefundNo, (r.RefundFen, (long?)r.PayerFen))).Order());
        Refunds(view).Sum(r => r.GetProperty("payerFen").GetInt64()).ShouldBe(15_900);
        Refunds(view).Sum(r => r.GetProperty("amountFen").GetInt64()).ShouldBe(19_900);
    }

    [Theory]
    [InlineData(4_000, 15_900)]
    [InlineData(19_900, 0)]
    public async Task A_returned_order_gives_its_customer_what_the_customer_paid_and_says_so_at_once(
        long couponFen,
        long payerFen
    )
    {
        var purchase = await Purchase.FulfilledAsync(Product, couponFen: couponFen);
        Payer((await purchase.ReturnAsync()).Json).ShouldBe((19_900, payerFen));
        await purchase.IsAsync("refunded");
        Payer(await purchase.RefundIsAsync("succeeded")).ShouldBe((19_900, payerFen));
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        (await WeChat.TradeAsync(purchase.OutTradeNo)).Refunds.Single().PayerFen.ShouldBe(payerFen);
    }

    [Fact]
    public async Task A_total_that_is_not_the_price_is_frozen_also_when_the_customer_paid_the_price()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo, amountFen: 20_900, couponFen: 1_000);
        await purchase.BecomesAsync(v => v.GetProperty("frozen").GetBoolean());
        Payer(await FrozenAsync(purchase)).ShouldBe((20_900, 19_900));
    }

    [Fact]
    public async Task A_query_finds_the_promotion_of_a_payment_whose_callback_never_comes()
    {
        await WeChat.FaultAsync("pay-notify", "lose");
        var purchase = await Purchase.FulfilledAsync(Product, couponFen: 4_000);
        Payer(await PaymentAsync(purchase)).ShouldBe((19_900, 15_900));
    }

    private static async Task<JsonElement> PaymentAsync(Purchase purchase) =>
        (await purchase.ViewAsync()).GetProperty("payments")[0];

    private static JsonElement[] Refunds(JsonElement view) => [.. view.GetProperty("refunds").EnumerateArray()];

    private static (long AmountFen, long? PayerFen) Payer(JsonElement money) =>
        (
            money.GetProperty("amountFen").GetInt64(),
            money.GetProperty("payerFen") is { ValueKind: JsonValueKind.Number } payer ? payer.GetInt64() : null
        );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PromotionInProcessOnSqlite(InProcessOnSqlite product) : PromotionTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PromotionRemoteOnPostgres(RemoteOnPostgres product) : PromotionTests(product);
