using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Vouchers at the pump: what each kind pays, after fuelling and before it, and that a refused one leaves nothing held.</summary>
public abstract class FuelVoucherTests(ProductFixture product) : FuelPayTests(product)
{
    private static readonly ProductUnit TwentyFromFifty = new()
    {
        Kind = ProductKind.Yuan,
        ValueFen = 2_000,
        ThresholdFen = 5_000,
    };

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
    public async Task A_pump_that_refuses_gives_voucher_and_money_back()
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

    [Theory]
    [InlineData("grade", "another grade")]
    [InlineData("station", "not valid at this station")]
    [InlineData("early", "not valid yet")]
    [InlineData("late", "has expired")]
    [InlineData("service", "not for fuel")]
    [InlineData("threshold", "would pay nothing")]
    [InlineData("foreign", "no such voucher")]
    [InlineData("held", "in use somewhere else")]
    [InlineData("used", "was used")]
    public async Task A_voucher_that_does_not_fit_is_refused_by_name_and_nothing_is_held(string fault, string sentence)
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay", "PUMP 2 locked", "PUMP 3 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var (driver, bad) = await BadAsync(fault, station, site);
        var (good, before) = ((await Product.BuyVouchersAsync(driver))[0], await StateAsync(bad));
        foreach (
            var (pump, body) in new (int, object)[]
            {
                (1, new { saleId = sale.Id.Value, voucherIds = new[] { bad } }),
                (
                    2,
                    new
                    {
                        amountFen = 8_000,
                        grade = "95#",
                        voucherIds = new[] { bad },
                    }
                ),
                // The one beside it could pay all alone.
                (1, new { saleId = sale.Id.Value, voucherIds = new[] { good, bad } }),
            }
        )
        {
            var refused = (await FuelPurchase.AskAsync(driver, station, pump, body)).ShouldBeProblem(400, "validation");
            var error = refused.Json.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem();
            (error.Name, error.Value[0].GetString()!.Contains(sentence, StringComparison.Ordinal)).ShouldBe(
                ($"voucherIds[{(refused.Text.Contains("[1]", StringComparison.Ordinal) ? 1 : 0)}]", true),
                refused.Text
            );
        }
        (await StateAsync(bad), await StateAsync(good)).ShouldBe((before, 0));
        (await station.OnlySaleAsync(1)).State.ShouldBe(FuelSaleState.Open);
        (await station.Pump(2).ViewAsync()).Authorisation.ShouldBeNull();
        await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value, voucherIds = new[] { good } }, driver);
    }

    [Fact]
    public async Task Of_two_orders_at_once_one_has_the_voucher_and_the_other_is_told()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked", "PUMP 2 locked");
        await using var _ = site;
        var (driver, voucher) = await VoucherAsync(TwentyFromFifty);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(n =>
                    FuelPurchase.AskAsync(
                        driver,
                        station,
                        1 + n % 2,
                        new
                        {
                            amountFen = 10_000,
                            grade = "95#",
                            voucherIds = new[] { voucher },
                        }
                    )
                )
        );
        answers.Count(a => a.Status == 201).ShouldBe(1);
        foreach (var lost in answers.Where(a => a.Status == 400))
            lost.ShouldBeProblem(400, "validation")
                .WithErrorsIn("voucherIds[0]")
                .Text.ShouldContain("in use somewhere else");
        answers.Where(a => a.Status is not (201 or 400)).ShouldAllBe(a => a.Slug == "pump-taken");
        (await driver.GetAsync("/api/fuel-orders"))
            .ShouldBeOk()
            .Json.GetProperty("orders")
            .GetArrayLength()
            .ShouldBe(1);
    }

    private async Task<(ApiClient Driver, Guid Voucher)> VoucherAsync(ProductUnit? unit = null)
    {
        var driver = await Product.LoginAsync("driver");
        return (driver, (await Product.BuyVouchersAsync(driver, unit: unit))[0]);
    }

    private async Task<(ApiClient Driver, Guid Voucher)> BadAsync(string fault, TestStation station, RawSite site)
    {
        var (driver, voucher) = await VoucherAsync(
            fault switch
            {
                "grade" => new()
                {
                    Kind = ProductKind.Litres,
                    Grade = "92#",
                    VolumeMl = 30_000,
                },
                "station" => TwentyFromFifty with { Stations = [await Product.NewStationAsync()] },
                "service" => new() { Kind = ProductKind.Service },
                "threshold" => TwentyFromFifty with { ThresholdFen = 8_001 },
                _ => TwentyFromFifty,
            }
        );
        var day = TimeSpan.FromDays(1);
        switch (fault)
        {
            case "early":
                await ChangeAsync(voucher, "valid_from = @when", Product.Clock.GetUtcNow() + day);
                break;
            case "late":
                await ChangeAsync(voucher, "valid_from = @when, valid_to = @when", Product.Clock.GetUtcNow() - day);
                break;
            case "foreign":
                return (await Product.LoginAsync("thief"), voucher);
            case "held" or "used":
                await site.SayAsync($"* TRANSACTION 3 t-3 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
                var other = await station.OnlySaleAsync(3);
                var order = await FuelPurchase.PlaceAsync(
                    station,
                    3,
                    new { saleId = other.Id.Value, voucherIds = new[] { voucher } },
                    driver
                );
                if (fault == "held")
                    break;
                await order.PayAsync();
                await site.AnswerAsync("CLEAR");
                await order.IsAsync("fulfilled");
                break;
        }
        return (driver, voucher);
    }

    private Task ChangeAsync(Guid voucher, string change, DateTimeOffset when) =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .WriteAsync(
                session =>
                    session
                        .Sql($"UPDATE vouchers SET {change} WHERE id = @id")
                        .With("when", when)
                        .With("id", voucher)
                        .ExecuteAsync(),
                Ct
            );

    private Task<int> StateAsync(Guid voucher) =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(session =>
                session.Sql("SELECT state FROM vouchers WHERE id = @id").With("id", voucher).FirstAsync(r => r.Int(0))
            );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FuelVoucherInProcessOnSqlite(InProcessOnSqlite product) : FuelVoucherTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelVoucherRemoteOnPostgres(RemoteOnPostgres product) : FuelVoucherTests(product);
