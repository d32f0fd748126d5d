using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>Vouchers that cannot pay at the pump: each is refused by its name and nothing stays held.</summary>
public abstract class FuelVoucherRefusalTests(ProductFixture product) : FuelPayTests(product)
{
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
                // The good voucher could pay the whole sale alone.
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
public sealed class FuelVoucherRefusalInProcessOnSqlite(InProcessOnSqlite product) : FuelVoucherRefusalTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelVoucherRefusalRemoteOnPostgres(RemoteOnPostgres product) : FuelVoucherRefusalTests(product);
