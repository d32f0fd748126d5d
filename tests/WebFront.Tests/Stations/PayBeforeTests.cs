namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Pay before fuelling: the product's API on one side, a raw site on the other.</summary>
public abstract class PayBeforeTests(ProductFixture product) : FuelPayTests(product)
{
    [Fact]
    public async Task An_amount_unlocks_the_pump_and_what_was_not_fuelled_goes_back()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        (purchase.MoneyFen, purchase.Placed.GetProperty("creditMl").GetInt64()).ShouldBe((10_000, 12_500));
        (
            await FuelPurchase.AskAsync(
                await Product.LoginAsync("other"),
                station,
                1,
                new { full = true, grade = "92#" }
            )
        ).ShouldBeProblem(409, "pump-taken");
        await purchase.PayAsync();
        (await site.AnswerAsync("UNLOCKPUMP")).ShouldEndWith($"UNLOCKPUMP 1 CNY 100.00 {purchase.Id} pace 95");
        (await purchase.PhaseIsAsync("fuelling")).GetProperty("cancellable").GetBoolean().ShouldBeTrue();
        await site.SayAsync("* PUMP 1 in-use");
        await site.SayAsync("* " + Sold(purchase.Id));
        (await site.AnswerAsync("CLEAR")).ShouldEndWith($"CLEAR 1 {purchase.Id} {purchase.Id} pace");
        var receipt = await purchase.IsAsync("fulfilled");
        FuelPurchase.Settled(receipt).ShouldBe((10_000, 8_000, 0, 8_000));
        receipt = await purchase.RefundedAsync(2_000);
        (
            receipt.GetProperty("refunds").GetArrayLength(),
            receipt.GetProperty("refunds")[0].GetProperty("cause").GetString(),
            receipt.GetProperty("status").GetString()
        ).ShouldBe((1, "remainder", "fulfilled"));
        (await station.Pump(1).ViewAsync()).Authorisation.ShouldBeNull();
    }

    [Theory]
    [InlineData("280.00", "35.00", 24_000, 4_000, 4_000, "used", 0)]
    [InlineData("320.00", "40.00", 24_000, 8_000, 0, "used", 0)]
    [InlineData("160.00", "20.00", 16_000, 0, 8_000, "issued", 10_000)]
    public async Task Litres_with_a_voucher_settle_by_the_meter(
        string amount,
        string litres,
        long byVoucher,
        long byMoney,
        long back,
        string state,
        long left
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PlaceAsync(
            station,
            1,
            new
            {
                volumeMl = 40_000,
                grade = "95#",
                voucherIds = new[] { voucher },
            },
            driver
        );
        (purchase.MoneyFen, purchase.Placed.GetProperty("creditFen").GetInt64()).ShouldBe((8_000, 32_000));
        await purchase.PayAsync();
        (await site.AnswerAsync("UNLOCKPUMP")).ShouldContain("CNY 320.00");
        await site.SayAsync("* " + Sold(purchase.Id, amount, litres));
        await site.AnswerAsync("CLEAR");
        var receipt = await purchase.IsAsync("fulfilled");
        FuelPurchase
            .Settled(receipt)
            .ShouldBe(
                (
                    byVoucher + byMoney == 0 ? 0 : (byVoucher + byMoney) * 10_000 / 8_000,
                    byVoucher + byMoney,
                    byVoucher,
                    byMoney
                )
            );
        await purchase.RefundedAsync(back);
        (await purchase.VoucherAsync(voucher)).ShouldBe((state, left));
    }

    [Fact]
    public async Task A_refused_unlock_and_a_site_that_ends_it_without_fuel_give_all_of_it_back()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var refused = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP", conclusion: "ERR 412 locked by the attendant");
        FuelPurchase.Back(await refused.IsAsync("refunded")).ShouldBe(10_000);

        var ended = await FuelPurchase.PaidAsync(station, 1, new { full = true, grade = "92#" });
        ended.MoneyFen.ShouldBe(150_000);
        await site.AnswerAsync("UNLOCKPUMP");
        await ended.PhaseIsAsync("fuelling");
        await site.SayAsync($"C7 LOCKEDPUMP 1 {ended.Id} timeout");
        await site.HearAsync(line => line == "C7 OK");
        FuelPurchase.Back(await ended.IsAsync("refunded")).ShouldBe(150_000);
    }

    [Fact]
    public async Task An_unlock_without_an_answer_holds_the_money_until_the_site_says_how_it_ended()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        var cancelling = purchase.CancelAsync();
        await site.AnswerAsync("LOCKPUMP", conclusion: "ERR the client gave no code");
        (await cancelling).ShouldBeProblem(409, "pump-silent");
        var view = await purchase.ViewAsync();
        (view.GetProperty("status").GetString(), view.GetProperty("refunds").GetArrayLength()).ShouldBe(("paid", 0));
        await site.SayAsync("* " + Sold(purchase.Id));
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((10_000, 8_000, 0, 8_000));
        await purchase.RefundedAsync(2_000);
    }

    [Fact]
    public async Task A_driver_who_gives_up_gets_all_back_when_the_pump_confirms_that_it_is_locked()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP");
        await purchase.PhaseIsAsync("fuelling");
        var cancelling = purchase.CancelAsync();
        await site.AnswerAsync("LOCKPUMP");
        (await cancelling).ShouldBeOk();
        FuelPurchase.Back(await purchase.IsAsync("refunded")).ShouldBe(10_000);
        (await purchase.CancelAsync()).ShouldBeProblem(409, "order-not-open");
        // The same pump serves the next driver.
        await FuelPurchase.PlaceAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
    }

    [Fact]
    public async Task A_pump_that_locked_itself_without_a_word_is_asked_and_its_answer_gives_all_of_it_back()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP");
        await purchase.PhaseIsAsync("fuelling");
        // The pump reboots, and has forgotten that it was unlocked.
        await site.DisposeAsync();
        await station.BoardBecomesAsync(board => !board.Connected);
        await using var again = await RawSite.LogInAsync(Product.Address, station);
        await again.IntroduceAsync(Prices, ["PUMP 1 locked"]);
        await again.AnswerAsync("LOCKPUMP", conclusion: "ERR 423 locked already");
        FuelPurchase.Back(await purchase.IsAsync("refunded")).ShouldBe(10_000);
    }

    [Fact]
    public async Task A_pump_that_cannot_be_reached_any_more_gives_all_of_it_back_and_fuel_told_later_is_held()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.DisposeAsync();
        await station.BoardBecomesAsync(board => !board.Connected);
        await purchase.PayAsync();
        FuelPurchase.Back(await purchase.IsAsync("refunded")).ShouldBe(10_000);
        await using var again = await RawSite.LogInAsync(Product.Address, station);
        await again.IntroduceAsync(Prices, ["PUMP 1 locked"], [Sold(purchase.Id)]);
        (await station.OnlySaleAsync(1)).Review.ShouldBe(ReviewReason.AuthorisationEnded);
    }

    [Fact]
    public async Task A_sale_above_the_credit_is_not_charged_and_waits_for_staff()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 5_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP");
        await site.SayAsync("* " + Sold(purchase.Id));
        var frozen = await purchase.PhaseIsAsync("backOffice");
        (
            frozen.GetProperty("status").GetString(),
            frozen.GetProperty("refunds").GetArrayLength(),
            frozen.GetProperty("settled").ValueKind
        ).ShouldBe(("paid", 0, System.Text.Json.JsonValueKind.Null));
        var path = $"/api/admin/fuel-orders/{purchase.Id}/decide";
        (await station.Staff.PostAsync(path, new { reason = "as worked out" })).ShouldBeProblem(409, "not-settled");
        (await station.Staff.PostAsync(path, new { reason = "the meter says so", keepFen = 4_000 })).ShouldBeOk();
        await purchase.IsAsync("fulfilled");
        await purchase.RefundedAsync(1_000);
        var pump = await station.Pump(1).ViewAsync();
        (pump.Authorisation, pump.Sales.Length).ShouldBe((null, 0));
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PayBeforeInProcessOnSqlite(InProcessOnSqlite product) : PayBeforeTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PayBeforeRemoteOnPostgres(RemoteOnPostgres product) : PayBeforeTests(product);
