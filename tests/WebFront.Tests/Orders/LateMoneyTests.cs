namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Money for an order that has ended, or is about to, is kept once or refunded once; the unit is sold or free.</summary>
public abstract class LateMoneyTests(ProductFixture product) : MoneyTests(product)
{
    private static readonly TimeSpan PayWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CloseGrace = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task An_order_that_was_never_prepared_is_cancelled_at_once()
    {
        var purchase = await Purchase.OrderAsync(Product);
        (await purchase.CancelAsync()).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_cancelled_order_is_closed_at_the_gateway_before_its_unit_returns()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        var cancelled = (await purchase.CancelAsync()).ShouldBeOk().Json.GetProperty("status").GetString();
        cancelled.ShouldBeOneOf("closing", "cancelled");
        await purchase.IsAsync("cancelled");
        (await WeChat.JournalAsync("close", purchase.OutTradeNo)).ShouldHaveSingleItem();
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
        (await purchase.PayAsync()).ShouldBeProblem(409, "order-not-open");
    }

    [Fact]
    public async Task Money_that_comes_after_a_cancel_goes_back_once()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        await purchase.CancelAsync();
        await purchase.IsAsync("cancelled");
        await WeChat.FaultAsync("pay-notify", "duplicate", copies: 20);
        await WeChat.PayAsync(purchase.OutTradeNo, force: true);

        (await purchase.RefundIsAsync("succeeded")).GetProperty("cause").GetString().ShouldBe("late");

        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        await WeChat.ResendAsync(purchase.OutTradeNo, copies: 20);
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        (await purchase.StatusAsync()).ShouldBe("cancelled");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task Money_that_comes_after_an_expiry_goes_back_once()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        using (Product.Clock.Forward(PayWithin + TimeSpan.FromSeconds(1)))
        {
            await purchase.IsAsync("cancelled");
            (await purchase.ViewAsync()).GetProperty("cause").GetString().ShouldBe("expired");
            await WeChat.PayAsync(purchase.OutTradeNo, force: true);
            (await purchase.RefundIsAsync("succeeded")).GetProperty("cause").GetString().ShouldBe("late");
            await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        }
    }

    [Fact]
    public async Task Money_for_a_closed_sale_goes_back_once()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        (await purchase.Sale.StaffAsync("close")).ShouldBeOk();
        await purchase.IsAsync("cancelled");
        await WeChat.PayAsync(purchase.OutTradeNo, force: true);
        (await purchase.RefundIsAsync("succeeded")).GetProperty("cause").GetString().ShouldBe("late");
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }

    [Fact]
    public async Task Money_for_no_order_of_ours_goes_back_once()
    {
        var number = $"orphan{Guid.NewGuid():N}"[..32];
        await WeChat.OrphanAsync(number, 777, new Uri(Product.Address, "/api/wechat/pay-notify"));
        await WentBackOnceAsync(number, 777);
        await WeChat.ResendAsync(number, copies: 5);
        await WentBackOnceAsync(number, 777);
        (
            await Eventually.GetsAsync(
                Deadline,
                () => Product.Staff.GetAsync("/api/admin/refunds?state=succeeded"),
                a => a.Text.Contains("orphan", StringComparison.Ordinal)
            )
        ).Value.ShouldBeOk();
    }

    [Fact]
    public async Task A_payment_in_time_that_nobody_told_of_is_found_when_the_order_closes_and_is_kept()
    {
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.FaultAsync("query", "stale");
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo);
        using (Product.Clock.Forward(PayWithin + TimeSpan.FromSeconds(1)))
        {
            await purchase.IsAsync("closing");
            (await purchase.Sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(1);
            await WeChat.NoFaultsAsync();
            await purchase.IsAsync("fulfilled");
        }
        (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_payment_that_is_found_after_an_accepted_cancel_goes_back_and_buys_nothing()
    {
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.FaultAsync("query", "stale");
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo);
        (await purchase.CancelAsync()).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("closing");
        await WeChat.NoFaultsAsync();
        (await purchase.RefundIsAsync("succeeded")).GetProperty("cause").GetString().ShouldBe("late");
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        await purchase.IsAsync("cancelled");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
    }

    [Theory]
    [InlineData("system-error")]
    [InlineData("timeout-before")]
    [InlineData("refuse")]
    public async Task A_gateway_that_does_not_close_keeps_the_unit_and_gets_it_back_when_it_does(string kind)
    {
        await WeChat.FaultAsync("close", kind, holdMs: 3_000);
        var purchase = await Purchase.PreparedAsync(Product);
        (await purchase.CancelAsync()).ShouldBeOk();
        // The product waits for five minutes, as long as the customer may still be paying.
        using (Product.Clock.Forward(TimeSpan.FromMinutes(5)))
        {
            await ClosedInVainAsync(purchase);
            await WeChat.NoFaultsAsync();
            await purchase.IsAsync("cancelled");
        }
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task A_gateway_that_is_silent_for_ten_minutes_after_payBy_loses_the_unit_and_late_money_goes_back()
    {
        await WeChat.FaultAsync("close", "system-error");
        await WeChat.FaultAsync("query", "system-error");
        var purchase = await Purchase.PreparedAsync(Product);
        using (Product.Clock.Forward(PayWithin + CloseGrace - TimeSpan.FromMinutes(1)))
        {
            await purchase.IsAsync("closing");
            await ClosedInVainAsync(purchase);
        }
        using (Product.Clock.Forward(PayWithin + CloseGrace + TimeSpan.FromMinutes(1)))
        {
            await purchase.IsAsync("cancelled");
            (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
            await WeChat.PayAsync(purchase.OutTradeNo, late: true);
            (await purchase.RefundIsAsync("succeeded")).GetProperty("cause").GetString().ShouldBe("late");
            await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        }
    }

    [Fact]
    public async Task Nobody_prepares_a_payment_after_payBy()
    {
        var purchase = await Purchase.OrderAsync(Product);
        using (Product.Clock.Forward(PayWithin + TimeSpan.FromSeconds(1)))
            (await purchase.PayAsync()).Slug.ShouldBeOneOf("too-late", "order-not-open");
    }

    // The wait is long enough for some tries at close; meanwhile the unit is held.
    private static async Task ClosedInVainAsync(Purchase purchase)
    {
        for (var i = 0; i < 10; i++)
        {
            (await purchase.StatusAsync()).ShouldBe("closing");
            (await purchase.Sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(1);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class LateMoneyInProcessOnSqlite(InProcessOnSqlite product) : LateMoneyTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class LateMoneyRemoteOnPostgres(RemoteOnPostgres product) : LateMoneyTests(product);
