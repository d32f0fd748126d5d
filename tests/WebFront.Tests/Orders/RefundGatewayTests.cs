namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A refund under every answer of WeChat: sent until the outcome is known, paid once, and accepted is not refunded.</summary>
public abstract class RefundGatewayTests(ProductFixture product) : MoneyTests(product)
{
    [Theory]
    [InlineData("system-error-after")]
    [InlineData("system-error")]
    [InlineData("timeout-after")]
    [InlineData("unsigned")]
    public async Task A_refund_without_an_answer_is_sent_again_under_the_same_number(string kind)
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("refund", kind, times: 4, holdMs: 2_000);
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString();
        await purchase.IsAsync("refunded");
        (await purchase.RefundIsAsync("succeeded")).GetProperty("outRefundNo").GetString().ShouldBe(number);
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }

    [Fact]
    public async Task A_refund_whose_callback_never_comes_is_asked_for()
    {
        await WeChat.FaultAsync("refund-notify", "lose");
        var purchase = await Purchase.FulfilledAsync(Product);
        (await purchase.ReturnAsync()).Status.ShouldBe(202);
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task Accepted_is_not_refunded()
    {
        await WeChat.FaultAsync("refund-notify", "lose");
        await WeChat.FaultAsync("refund-query", "stale");
        var purchase = await Purchase.FulfilledAsync(Product);
        (await purchase.ReturnAsync()).Status.ShouldBe(202);
        await purchase.RefundIsAsync("accepted");
        (await purchase.StatusAsync()).ShouldBe("refunding");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(9);
        await WeChat.NoFaultsAsync();
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task An_abnormal_refund_waits_for_a_person_and_may_then_succeed()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.RefundsEndAsync("ABNORMAL");
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!;
        await purchase.RefundIsAsync("abnormal");
        (await AlarmsAsync("refund.abnormal", number)).ShouldHaveSingleItem();
        (await Product.Staff.GetAsync("/api/admin/refunds?state=abnormal")).ShouldBeOk().Text.ShouldContain(number);
        await WeChat.RefundsEndAsync("SUCCESS", number);
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task A_refund_that_the_gateway_closed_is_sent_under_another_number()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.RefundsEndAsync("CLOSED");
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!;
        await Eventually.IsTrueAsync(
            Deadline,
            async () => (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).Length > 0
        );
        await WeChat.RefundsEndAsync("SUCCESS");
        await purchase.IsAsync("refunded");
        (await purchase.RefundIsAsync("succeeded")).GetProperty("outRefundNo").GetString().ShouldNotBe(number);
        (await WeChat.RefundAsync(number)).Status.ShouldBe("CLOSED");
        (await WeChat.TradeAsync(purchase.OutTradeNo)).Refunds.Count(r => r.Status == "SUCCESS").ShouldBe(1);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RefundGatewayInProcessOnSqlite(InProcessOnSqlite product) : RefundGatewayTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RefundGatewayRemoteOnPostgres(RemoteOnPostgres product) : RefundGatewayTests(product);
