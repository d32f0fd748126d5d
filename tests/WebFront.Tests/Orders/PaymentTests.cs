namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A payment from "pay" to the vouchers, whatever happens to WeChat's messages in between.</summary>
public abstract class PaymentTests(ProductFixture product) : MoneyTests(product)
{
    [Fact]
    public async Task A_paid_order_is_fulfilled_and_says_when_and_with_what()
    {
        var purchase = await Purchase.OrderAsync(Product);
        var parameters = (await purchase.PrepareAsync()).Json;
        parameters.GetProperty("signType").GetString().ShouldBe("RSA");
        parameters.GetProperty("payPage").GetString()!.ShouldContain("/pay/");
        purchase.OutTradeNo.Length.ShouldBeLessThanOrEqualTo(32);
        var transaction = (await WeChat.PayAsync(purchase.OutTradeNo)).TransactionId;

        var view = await purchase.IsAsync("fulfilled");

        view.GetProperty("paidAt").ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Null);
        view.GetProperty("frozen").GetBoolean().ShouldBeFalse();
        var payment = view.GetProperty("payments").EnumerateArray().ShouldHaveSingleItem();
        payment.GetProperty("transactionId").GetString().ShouldBe(transaction);
        (await purchase.BecomesAsync(v => v.GetProperty("payments")[0].GetProperty("state").GetString() == "kept"))
            .GetProperty("refunds")
            .GetArrayLength()
            .ShouldBe(0);
        (await purchase.VouchersAsync()).ShouldHaveSingleItem().GetProperty("priceFen").GetInt64().ShouldBe(19_900);
        (await purchase.PayAsync()).ShouldBeProblem(409, "already-paid");
        (await purchase.Sale.LedgerAsync()).GetProperty("confirmed").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Asked_twice_the_same_payment_is_handed_out_again()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        var first = purchase.OutTradeNo;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => purchase.PayAsync()));
        await purchase.PrepareAsync();
        purchase.OutTradeNo.ShouldBe(first);
        (await WeChat.JournalAsync("prepay", first)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("lose")]
    [InlineData("drop")]
    [InlineData("delay")]
    [InlineData("reorder")]
    public async Task A_callback_that_is_lost_or_late_delays_the_customer_and_nothing_more(string kind)
    {
        await WeChat.FaultAsync("pay-notify", kind, holdMs: 2_000);
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo);
        await purchase.IsAsync("fulfilled");
        (await purchase.VouchersAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Twenty_callbacks_at_once_pay_once_and_are_all_answered_200()
    {
        await WeChat.FaultAsync("pay-notify", "duplicate", copies: 20);
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo);
        var view = await purchase.IsAsync("fulfilled");
        var statuses = (await WeChat.ResendAsync(purchase.OutTradeNo, copies: 20)).Statuses;
        statuses["200"].ShouldBe(20);
        (await purchase.ViewAsync()).GetProperty("payments").GetArrayLength().ShouldBe(1);
        (await purchase.VouchersAsync()).ShouldHaveSingleItem();
        view.GetProperty("refunds").GetArrayLength().ShouldBe(0);
        (await WeChat.JournalAsync("notify", purchase.OutTradeNo))
            .Where(n => n.GetProperty("status").GetInt32() > 0)
            .ShouldAllBe(n => n.GetProperty("status").GetInt32() == 200);
    }

    [Fact]
    public async Task A_prepay_that_was_done_and_never_answered_is_asked_again_under_the_same_number()
    {
        await WeChat.FaultAsync("prepay", "timeout-after", times: 3, holdMs: 3_000);
        var purchase = await Purchase.OrderAsync(Product);
        (await purchase.PayAsync()).ShouldBeProblem(503, "unavailable").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        await WeChat.NoFaultsAsync();
        await purchase.PreparedEventuallyAsync();
        purchase.OutTradeNo.ShouldEndWith("-1");
        await WeChat.PayAsync(purchase.OutTradeNo);
        await purchase.IsAsync("fulfilled");
    }

    [Fact]
    public async Task A_spent_number_is_followed_by_the_next_one_and_a_second_payment_goes_back()
    {
        // WeChat carries the prepay out and answers by an error: the number exists, and the product does not know.
        await WeChat.FaultAsync("prepay", "system-error-after", times: 3);
        var purchase = await Purchase.OrderAsync(Product);
        (await purchase.PayAsync()).ShouldBeProblem(503, "unavailable");
        await WeChat.NoFaultsAsync();
        await WeChat.FaultAsync("prepay", "refuse", times: 1, code: "OUT_TRADE_NO_USED");
        await purchase.PrepareAsync();
        purchase.OutTradeNo.ShouldEndWith("-2");
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.FaultAsync("query", "stale", times: 3);
        await WeChat.PayAsync(purchase.OutTradeNo);
        var other = $"{purchase.OutTradeNo[..^1]}1";
        await WeChat.PayAsync(other);
        await WeChat.NoFaultsAsync();

        await purchase.IsAsync("fulfilled");
        var view = await purchase.BecomesAsync(v => v.GetProperty("payments").GetArrayLength() == 2);
        var refund = await purchase.RefundIsAsync("succeeded");

        refund.GetProperty("cause").GetString().ShouldBe("double");
        (await purchase.ViewAsync())
            .GetProperty("payments")
            .EnumerateArray()
            .Select(p => p.GetProperty("state").GetString())
            .ShouldBe(["kept", "givenBack"], ignoreOrder: true);
        var back = await Task.WhenAll(
            new[] { purchase.OutTradeNo, other }.Select(n => WeChat.JournalAsync("refund", n))
        );
        back.Sum(b => b.Length).ShouldBe(1);
        (await purchase.VouchersAsync()).ShouldHaveSingleItem();
        view.GetProperty("status").GetString().ShouldBe("fulfilled");
    }

    [Fact]
    public async Task What_WeChat_refuses_is_not_prepared_and_somebody_is_told()
    {
        await WeChat.FaultAsync("prepay", "refuse", code: "NO_AUTH");
        var purchase = await Purchase.OrderAsync(Product);
        (await purchase.PayAsync()).ShouldBeProblem(502, "payment-refused");
        (await AlarmsAsync("payment.prepay-refused", "NO_AUTH")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nobody_pays_for_an_order_that_is_not_theirs_or_not_there()
    {
        var purchase = await Purchase.OrderAsync(Product);
        var stranger = await Product.LoginAsync("stranger");
        (await stranger.PostAsync($"/api/orders/{purchase.Id}/pay")).ShouldBeProblem(404, "not-found");
        (await stranger.PostAsync($"/api/orders/{Guid.NewGuid()}/pay")).ShouldBeProblem(404, "not-found");
        (await stranger.PostAsync("/api/orders/nonsense/pay")).ShouldBeProblem(404, "not-found");
        (await stranger.PostAsync($"/api/orders/{purchase.Id}/refunds", new { }, "key")).ShouldBeProblem(
            404,
            "not-found"
        );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PaymentInProcessOnSqlite(InProcessOnSqlite product) : PaymentTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PaymentRemoteOnPostgres(RemoteOnPostgres product) : PaymentTests(product);
