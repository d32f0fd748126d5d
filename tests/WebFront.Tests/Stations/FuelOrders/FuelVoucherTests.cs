namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>Vouchers at the pump: what each kind pays, after fuelling and before it.</summary>
public abstract class FuelVoucherTests(ProductFixture product) : FuelPayTests(product)
{
    [Theory]
    [InlineData(2_000, 5_000, 6_000)]
    [InlineData(10_000, 0, 0)]
    public async Task A_yuan_voucher_pays_its_value_once_and_gives_no_change(
        long valueFen,
        long thresholdFen,
        long money
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var (driver, voucher) = await VoucherAsync(
            TwentyFromFifty with
            {
                ValueFen = valueFen,
                ThresholdFen = thresholdFen,
            }
        );
        var purchase = await FuelPurchase.PlaceAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { voucher } },
            driver
        );
        (purchase.MoneyFen, purchase.Placed.GetProperty("status").GetString()).ShouldBe(
            (money, money == 0 ? "paid" : "pendingPayment")
        );
        (await purchase.VoucherAsync(voucher)).State.ShouldBe("held");
        if (money > 0)
            await purchase.PayAsync();
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((10_000, 8_000, 8_000 - money, money));
        (await purchase.VoucherAsync(voucher)).ShouldBe(("used", 0));
    }

    [Fact]
    public async Task Litres_pay_first_then_one_yuan_voucher_judged_on_what_is_left_then_money()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* " + Sold("t-1", "320.00", "40.00"));
        var sale = await station.OnlySaleAsync(1);
        var (driver, yuan) = await VoucherAsync(TwentyFromFifty);
        var litres = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PaidAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { yuan, litres } },
            driver
        );
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((40_000, 32_000, 26_000, 6_000));
        ((await purchase.VoucherAsync(litres)).State, (await purchase.VoucherAsync(yuan)).State).ShouldBe(
            ("used", "used")
        );
    }

    [Theory]
    [InlineData("80.00", "10.00", 2_000, 6_000, 2_000, "used")]
    [InlineData("40.00", "5.00", 0, 4_000, 4_000, "issued")]
    public async Task Before_fuelling_a_yuan_voucher_pays_only_what_the_meter_lets_it(
        string amount,
        string litres,
        long byVoucher,
        long byMoney,
        long back,
        string state
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var (driver, voucher) = await VoucherAsync(TwentyFromFifty);
        var purchase = await FuelPurchase.PaidAsync(
            station,
            1,
            new
            {
                amountFen = 10_000,
                grade = "95#",
                voucherIds = new[] { voucher },
            },
            driver
        );
        purchase.MoneyFen.ShouldBe(8_000);
        (await site.AnswerAsync("UNLOCKPUMP")).ShouldContain("CNY 100.00");
        await site.SayAsync("* " + Sold(purchase.Id, amount, litres));
        await site.AnswerAsync("CLEAR");
        var (_, _, voucherFen, moneyFen) = FuelPurchase.Settled(await purchase.IsAsync("fulfilled"));
        (voucherFen, moneyFen).ShouldBe((byVoucher, byMoney));
        await purchase.RefundedAsync(back);
        (await purchase.VoucherAsync(voucher)).State.ShouldBe(state);
    }

    [Fact]
    public async Task A_pump_that_refuses_releases_the_voucher_and_refunds_the_money()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var (driver, voucher) = await VoucherAsync(TwentyFromFifty);
        var purchase = await FuelPurchase.PaidAsync(
            station,
            1,
            new
            {
                amountFen = 10_000,
                grade = "95#",
                voucherIds = new[] { voucher },
            },
            driver
        );
        await site.AnswerAsync("UNLOCKPUMP", conclusion: "ERR 412 locked by the attendant");
        FuelPurchase.Back(await purchase.IsAsync("refunded")).ShouldBe(8_000);
        (await purchase.VoucherAsync(voucher)).State.ShouldBe("issued");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FuelVoucherInProcessOnSqlite(InProcessOnSqlite product) : FuelVoucherTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelVoucherRemoteOnPostgres(RemoteOnPostgres product) : FuelVoucherTests(product);
