namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Trouble of the merchant at WeChat: no money for refunds, and trade numbers that are used up.</summary>
public abstract class MerchantTroubleTests(ProductFixture product) : MoneyTests(product)
{
    private const string Merchant = "wechat-pay";

    [Fact]
    public async Task An_empty_account_is_one_alarm_that_closes_itself_and_every_refund_keeps_its_number()
    {
        var purchases = new List<Purchase>();
        while (purchases.Count < 5)
            purchases.Add(await Purchase.FulfilledAsync(Product));
        await WeChat.BalanceAsync(100);
        var numbers = new List<string>();
        try
        {
            foreach (var purchase in purchases)
                numbers.Add((await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!);
            var alarm = await Eventually.GetsAsync(
                Deadline,
                () => AlarmsAsync("refund.account-empty", Merchant),
                found => found.Any(a => Detail(a).Contains("5 refunds of 995.00 yuan wait", StringComparison.Ordinal))
            );
            alarm.Value.ShouldHaveSingleItem().GetProperty("seen").GetInt32().ShouldBe(1);
            foreach (var number in numbers)
                (await AlarmsAsync("refund.refused", number)).ShouldBeEmpty();
        }
        finally
        {
            await WeChat.BalanceAsync(null);
        }
        foreach (var (purchase, number) in purchases.Zip(numbers))
        {
            await purchase.IsAsync("refunded");
            (await purchase.RefundIsAsync("succeeded")).GetProperty("outRefundNo").GetString().ShouldBe(number);
            await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
        }
        using (Product.Clock.Forward(TimeSpan.FromMinutes(1)))
            await Eventually.GetsAsync(
                Deadline,
                () => AlarmsAsync("refund.account-empty", Merchant),
                found => found.Length == 0
            );
    }

    [Fact]
    public async Task A_used_number_leads_to_the_next_one()
    {
        await WeChat.UseNumbersAsync(1);
        var purchase = await Purchase.PreparedAsync(Product);
        purchase.OutTradeNo.ShouldEndWith("-2");
        await WeChat.PayAsync(purchase.OutTradeNo);
        await purchase.IsAsync("fulfilled");
    }

    [Fact]
    public async Task When_every_number_is_used_each_press_says_what_to_do_and_somebody_is_told_once()
    {
        await WeChat.FaultAsync("prepay", "refuse", code: "OUT_TRADE_NO_USED");
        var purchase = await Purchase.OrderAsync(Product);
        for (var presses = 0; presses < 10; presses++)
            (await purchase.PayAsync()).ShouldBeProblem(409, "payment-numbers-spent");
        (await AlarmsAsync("payment.numbers-spent", Merchant)).ShouldHaveSingleItem();

        await WeChat.NoFaultsAsync();
        (await purchase.CancelAsync()).ShouldBeOk();
        await purchase.IsAsync("cancelled");
        var again = await Purchase.PreparedAsync(Product, purchase.Sale);
        await WeChat.PayAsync(again.OutTradeNo);
        await again.IsAsync("fulfilled");
    }

    [Fact]
    public async Task While_WeChat_hangs_a_customer_hears_so_at_once_and_pays_when_it_is_back()
    {
        await WeChat.FaultAsync("prepay", "hang");
        var purchases = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Purchase.OrderAsync(Product)));
        await Task.WhenAll(purchases.Select(p => p.PayAsync()));
        var last = await Purchase.OrderAsync(Product);
        // A call in some seconds still probes, and waits.
        await Eventually.GetsAsync(
            Deadline,
            last.PayAsync,
            reply => reply.ShouldBeProblem(503, "wechat-away").RetryAfter == TimeSpan.FromSeconds(5)
        );
        (
            await Eventually.GetsAsync(Deadline, () => AlarmsAsync("gateway.away", Merchant), found => found.Length > 0)
        ).Value.ShouldHaveSingleItem();

        await WeChat.NoFaultsAsync();
        await last.PreparedEventuallyAsync();
        await WeChat.PayAsync(last.OutTradeNo);
        await last.IsAsync("fulfilled");
    }

    [Fact]
    public async Task A_frequency_limit_is_an_alarm_of_its_own_that_closes_itself_and_customers_pay_when_it_is_over()
    {
        await WeChat.FaultAsync("prepay", "rate-limit");
        var purchases = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Purchase.OrderAsync(Product)));
        foreach (var purchase in purchases)
            (await purchase.PayAsync()).Status.ShouldBe(503);
        (
            await Eventually.GetsAsync(
                Deadline,
                () => AlarmsAsync("gateway.limited", Merchant),
                found => found.Length > 0
            )
        ).Value.ShouldHaveSingleItem();

        await WeChat.NoFaultsAsync();
        await purchases[0].PreparedEventuallyAsync();
        await WeChat.PayAsync(purchases[0].OutTradeNo);
        await purchases[0].IsAsync("fulfilled");
        using (Product.Clock.Forward(TimeSpan.FromMinutes(1)))
            await Eventually.GetsAsync(
                Deadline,
                () => AlarmsAsync("gateway.limited", Merchant),
                found => found.Length == 0
            );
    }

    private static string Detail(System.Text.Json.JsonElement alarm) => alarm.GetProperty("detail").GetString()!;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class MerchantTroubleInProcessOnSqlite(InProcessOnSqlite product) : MerchantTroubleTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class MerchantTroubleRemoteOnPostgres(RemoteOnPostgres product) : MerchantTroubleTests(product);
