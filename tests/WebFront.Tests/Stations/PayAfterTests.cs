using System.Text.Json;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Pay after fuelling: the product's API on one side, a raw site on the other.</summary>
public abstract class PayAfterTests(ProductFixture product) : FuelPayTests(product)
{
    [Fact]
    public async Task A_sale_is_locked_to_its_payer_paid_cleared_and_receipted()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var (driver, other) = (await Product.LoginAsync("driver"), await Product.LoginAsync("other"));
        (await OfferAsync(driver, station)).GetProperty("sales")[0].GetProperty("open").GetBoolean().ShouldBeTrue();
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value }, driver);
        (
            purchase.MoneyFen,
            purchase.Placed.GetProperty("status").GetString(),
            purchase.Placed.GetProperty("grade").GetString()
        ).ShouldBe((8_000, "pendingPayment", "95#"));
        (await OfferAsync(other, station)).GetProperty("sales")[0].GetProperty("open").GetBoolean().ShouldBeFalse();
        (await FuelPurchase.AskAsync(other, station, 1, new { saleId = sale.Id.Value })).ShouldBeProblem(
            409,
            "sale-taken"
        );
        (await other.GetAsync($"/api/orders/{purchase.Id}")).Status.ShouldBe(404);

        await purchase.PayAsync();
        (await site.AnswerAsync("CLEAR")).ShouldContain(" CLEAR 1 t-1 ");
        var receipt = await purchase.IsAsync("fulfilled");
        FuelPurchase.Settled(receipt).ShouldBe((10_000, 8_000, 0, 8_000));
        (
            receipt.GetProperty("clear").GetString(),
            receipt.GetProperty("phase").GetString(),
            receipt.GetProperty("pump").GetInt32()
        ).ShouldBe(("settled", "done", 1));
        receipt.GetProperty("payments")[0].GetProperty("amountFen").GetInt64().ShouldBe(8_000);
        receipt.GetProperty("refunds").GetArrayLength().ShouldBe(0);
        (await FuelPurchase.AskAsync(other, station, 1, new { saleId = sale.Id.Value })).ShouldBeProblem(
            409,
            "sale-over"
        );
        (await purchase.CancelAsync()).ShouldBeProblem(409, "order-not-open");
    }

    [Fact]
    public async Task Vouchers_that_cover_it_leave_nothing_to_pay_and_keep_the_litres_that_are_left()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PlaceAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { voucher } },
            driver
        );
        (purchase.MoneyFen, purchase.Placed.GetProperty("status").GetString()).ShouldBe((0, "paid"));
        (await purchase.VoucherAsync(voucher)).State.ShouldBe("held");
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((10_000, 8_000, 8_000, 0));
        (await purchase.VoucherAsync(voucher)).ShouldBe(("issued", 20_000));
    }

    [Fact]
    public async Task Of_twenty_drivers_at_one_sale_one_pays_and_the_same_key_is_one_order()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var drivers = Enumerable.Range(0, 20).Select(_ => Product.NewCustomer()).ToArray();
        var answers = await Task.WhenAll(
            drivers
                .SelectMany(d => Enumerable.Repeat(d, 2))
                .Select(async d =>
                    (
                        Driver: d,
                        Answer: await FuelPurchase.AskAsync(
                            d,
                            station,
                            1,
                            new { saleId = sale.Id.Value },
                            d.Customer.ToString()
                        )
                    )
                )
        );
        var won = answers.Where(a => a.Answer.Status == 201).ToArray();
        won.Select(a => a.Answer.Json.GetProperty("id").GetGuid()).Distinct().ShouldHaveSingleItem();
        answers.Where(a => a.Answer.Status != 201).ShouldAllBe(a => a.Answer.Slug == "sale-taken");
        var again = await FuelPurchase.AskAsync(
            won[0].Driver,
            station,
            1,
            new { saleId = sale.Id.Value },
            won[0].Driver.Customer.ToString()
        );
        (again.Status, again.Header("Idempotent-Replayed")).ShouldBe((201, "true"));
        (
            await FuelPurchase.AskAsync(
                won[0].Driver,
                station,
                1,
                new { amountFen = 10_000, grade = "95#" },
                won[0].Driver.Customer.ToString()
            )
        ).ShouldBeProblem(422, "key-reused");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_order_gives_vouchers_and_sale_back(bool prepared)
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* " + Sold("t-1", "320.00", "40.00"));
        var sale = await station.OnlySaleAsync(1);
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PlaceAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { voucher } },
            driver
        );
        purchase.MoneyFen.ShouldBe(8_000);
        if (prepared)
            await purchase.PrepareAsync();
        (await purchase.CancelAsync()).ShouldBeOk();
        await purchase.IsAsync("cancelled");
        (await purchase.VoucherAsync(voucher)).ShouldBe(("issued", 30_000));
        (await station.OnlySaleAsync(1)).State.ShouldBe(FuelSaleState.Open);
        await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value });
    }

    [Fact]
    public async Task An_order_that_nobody_pays_runs_out_and_gives_vouchers_and_sale_back()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* " + Sold("t-1", "320.00", "40.00"));
        var sale = await station.OnlySaleAsync(1);
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PlaceAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { voucher } },
            driver
        );
        await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .WriteAsync(
                session =>
                    session
                        .Sql("UPDATE fuel_orders SET pay_by = @past, next_at = @past WHERE id = @id")
                        .With("past", Product.Clock.GetUtcNow().AddSeconds(-1))
                        .With("id", purchase.Id)
                        .ExecuteAsync(),
                Ct
            );
        (await purchase.IsAsync("cancelled")).GetProperty("cause").GetString().ShouldBe("expired");
        (await purchase.VoucherAsync(voucher)).ShouldBe(("issued", 30_000));
        (await station.OnlySaleAsync(1)).State.ShouldBe(FuelSaleState.Open);
        (await driver.PostAsync($"/api/orders/{purchase.Id}/pay")).ShouldBeProblem(409, "order-not-open");
    }

    [Fact]
    public async Task A_way_of_paying_that_the_site_does_not_take_is_refunded_whole_and_the_sale_is_open_again()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* " + Sold("t-1", "320.00", "40.00"));
        var sale = await station.OnlySaleAsync(1);
        var driver = await Product.LoginAsync("driver");
        var voucher = (await Product.BuyVouchersAsync(driver))[0];
        var purchase = await FuelPurchase.PaidAsync(
            station,
            1,
            new { saleId = sale.Id.Value, voucherIds = new[] { voucher } },
            driver
        );
        await site.AnswerAsync("CLEAR", conclusion: "ERR 403 not permitted");
        var view = await purchase.IsAsync("refunded");
        (
            FuelPurchase.Back(view),
            view.GetProperty("refunds").GetArrayLength(),
            view.GetProperty("refunds")[0].GetProperty("cause").GetString()
        ).ShouldBe((8_000, 1, "notFuelled"));
        (await purchase.VoucherAsync(voucher)).ShouldBe(("issued", 30_000));
        (await station.OnlySaleAsync(1)).State.ShouldBe(FuelSaleState.Open);
    }

    [Fact]
    public async Task Paid_in_the_shop_after_a_lost_answer_is_refunded_whole()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        var sale = await SoldAsync(station, site);
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
        await site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
        await site.DisposeAsync();
        await using var again = await RawSite.LogInAsync(Product.Address, station);
        await again.IntroduceAsync(Prices, ["PUMP 1 ready-to-pay"], [Sold("t-1")]);
        await again.AnswerAsync("CLEAR", conclusion: "ERR 403 paid inside");
        var view = await purchase.IsAsync("refunded");
        (FuelPurchase.Back(view), view.GetProperty("clear").GetString()).ShouldBe((8_000, "paidInside"));
    }

    [Theory]
    [InlineData(null, "fulfilled", 0)]
    [InlineData(0, "refunded", 8_000)]
    [InlineData(3_000, "fulfilled", 5_000)]
    public async Task A_sale_that_the_site_does_not_know_stays_frozen_until_staff_decide(
        int? keepFen,
        string status,
        long back
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
        await site.AnswerAsync("CLEAR", conclusion: "ERR 404 unknown");
        var frozen = await purchase.PhaseIsAsync("backOffice");
        (
            frozen.GetProperty("status").GetString(),
            frozen.GetProperty("frozen").GetBoolean(),
            frozen.GetProperty("refunds").GetArrayLength()
        ).ShouldBe(("paid", true, 0));
        var staff = Product.StaffWith(StaffRoles.Ops);
        (await staff.GetAsync("/api/admin/fuel-orders")).ShouldBeOk().Text.ShouldContain(purchase.Id.ToString());
        (
            await staff.PostAsync(
                $"/api/admin/orders/{purchase.Id}/refunds",
                new { amountFen = 8_000, reason = "no" },
                "k"
            )
        ).ShouldBeProblem(409, "not-fulfilled");
        var path = $"/api/admin/fuel-orders/{purchase.Id}/decide";
        (await staff.PostAsync(path, new { reason = "camera", keepFen = 8_001 }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("keepFen");
        object decision = keepFen is { } keep ? new { reason = "camera", keepFen = keep } : new { reason = "camera" };
        (await staff.PostAsync(path, decision)).ShouldBeOk();
        await purchase.IsAsync(status);
        await purchase.RefundedAsync(back);
        (await staff.PostAsync(path, decision)).ShouldBeProblem(409, "already-decided");
    }

    [Fact]
    public async Task What_cannot_be_ordered_is_refused_field_by_field()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var driver = await Product.LoginAsync("driver");
        await RefusedAsync(new { }, "saleId");
        await RefusedAsync(
            new
            {
                saleId = sale.Id.Value,
                amountFen = 100,
                grade = "95#",
            },
            "saleId"
        );
        await RefusedAsync(new { saleId = Guid.NewGuid() }, "saleId");
        await RefusedAsync(new { amountFen = 1, grade = "95#" }, "amountFen");
        await RefusedAsync(new { amountFen = 10_000 }, "grade");
        await RefusedAsync(new { saleId = sale.Id.Value, voucherIds = new[] { Guid.NewGuid() } }, "voucherIds[0]");
        var vouchers = await Product.BuyVouchersAsync(driver, 2);
        // Ten litres are paid by the first one alone.
        var both = (
            await FuelPurchase.AskAsync(driver, station, 1, new { saleId = sale.Id.Value, voucherIds = vouchers })
        ).ShouldBeProblem(400, "validation");
        both.Json.GetProperty("errors")
            .EnumerateObject()
            .ShouldHaveSingleItem()
            .Value[0]
            .GetString()!
            .ShouldStartWith("It would pay nothing");
        (
            await driver.PostAsync($"/api/stations/{station.Id}/pumps/1/orders", new { saleId = sale.Id.Value })
        ).ShouldBeProblem(400, "idempotency-key-missing");
        (
            await FuelPurchase.AskAsync(driver, station with { Id = Guid.NewGuid() }, 1, new { saleId = sale.Id.Value })
        ).ShouldBeProblem(404, "not-found");
        (await FuelPurchase.AskAsync(driver, station, 1, new { amountFen = 10_000, grade = "95#" })).ShouldBeProblem(
            409,
            "pump-not-locked"
        );

        async Task RefusedAsync(object body, string field) =>
            (await FuelPurchase.AskAsync(driver, station, 1, body))
                .ShouldBeProblem(400, "validation")
                .WithErrorsIn(field);
    }

    [Fact]
    public async Task A_sale_whose_numbers_do_not_agree_takes_no_order()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* " + Sold("t-1", "86.83"));
        var sale = await station.OnlySaleAsync(1);
        (
            await FuelPurchase.AskAsync(await Product.LoginAsync("driver"), station, 1, new { saleId = sale.Id.Value })
        ).ShouldBeProblem(409, "sale-held");
    }

    private static async Task<JsonElement> OfferAsync(ApiClient driver, TestStation station) =>
        (await driver.GetAsync($"/api/stations/{station.Id}/pumps/1")).ShouldBeOk().Json;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PayAfterInProcessOnSqlite(InProcessOnSqlite product) : PayAfterTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PayAfterRemoteOnPostgres(RemoteOnPostgres product) : PayAfterTests(product);
