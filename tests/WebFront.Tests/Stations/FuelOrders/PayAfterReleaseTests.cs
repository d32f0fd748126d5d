using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>Pay after fuelling, when the order ends without a sale: cancelled, expired, refunded, or decided by staff.</summary>
public abstract class PayAfterReleaseTests(ProductFixture product) : FuelPayTests(product)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_order_releases_vouchers_and_sale(bool prepared)
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
    public async Task An_order_that_nobody_pays_expires_and_releases_vouchers_and_sale()
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

    [Fact]
    public async Task Paid_in_the_shop_after_a_late_refusal_is_refunded_whole()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        // While the clock stands still, no second CLEAR is due.
        using (Product.Clock.StopAt(Product.Clock.GetUtcNow().AddSeconds(1)))
        {
            var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
            var clear = await site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
            await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), async () => await TriesAsync(purchase.Id) == 1);
            await site.SayAsync($"{clear.Split(' ')[0]} ERR 403 not permitted");
            await Eventually.IsTrueAsync(
                TimeSpan.FromSeconds(20),
                async () => (await station.OnlySaleAsync(1)).State == FuelSaleState.Open
            );
            await site.SayAsync("* PUMP 1 free");
            await site.AnswerAsync("TRANSACTIONS");
            await Eventually.IsTrueAsync(
                TimeSpan.FromSeconds(20),
                async () => (await station.Pump(1).ViewAsync()).Sales.Length == 0
            );
            using (Product.Clock.StopAt(Product.Clock.GetUtcNow().AddSeconds(3)))
                FuelPurchase.Back(await purchase.IsAsync("refunded")).ShouldBe(8_000);
        }
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

    private Task<int> TriesAsync(Guid order) =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                session =>
                    session
                        .Sql("SELECT tries FROM fuel_orders WHERE id = @id")
                        .With("id", order)
                        .FirstAsync(r => r.Int(0)),
                Ct
            );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PayAfterReleaseInProcessOnSqlite(InProcessOnSqlite product) : PayAfterReleaseTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PayAfterReleaseRemoteOnPostgres(RemoteOnPostgres product) : PayAfterReleaseTests(product);
