namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>The tank of a driver's profile: what "full" is paid for, and what nobody fuels more of.</summary>
public abstract class TankTests(ProductFixture product) : FuelPayTests(product)
{
    private const string Tank = "/api/me/profile/tank";

    [Fact]
    public async Task A_full_tank_is_the_profiles_or_the_usual_one_and_more_than_it_holds_is_not_sold()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = await Product.LoginAsync("driver");
        var usual = await FuelPurchase.PlaceAsync(station, 1, new { full = true, grade = "95#" }, driver);
        (usual.MoneyFen, usual.Placed.GetProperty("creditMl").GetInt64()).ShouldBe((160_000, 200_000));
        (await usual.CancelAsync()).ShouldBeOk();

        (await driver.PutAsync(Tank, new { litres = 50 }))
            .ShouldBeOk()
            .Json.GetProperty("tankLitres")
            .GetInt32()
            .ShouldBe(50);
        (await FuelPurchase.AskAsync(driver, station, 1, new { volumeMl = 50_001, grade = "95#" }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("volumeMl");
        (await FuelPurchase.AskAsync(driver, station, 1, new { amountFen = 40_001, grade = "95#" }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("amountFen");
        var own = await FuelPurchase.PlaceAsync(station, 1, new { full = true, grade = "95#" }, driver);
        (own.MoneyFen, own.Placed.GetProperty("creditMl").GetInt64()).ShouldBe((40_000, 50_000));
    }

    [Fact]
    public async Task A_lorry_fuels_more_than_a_car_and_its_sale_is_not_held_for_that()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var driver = await Product.LoginAsync("driver");
        (await driver.PutAsync(Tank, new { litres = 400 })).ShouldBeOk();
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { full = true, grade = "95#" }, driver);
        (await site.AnswerAsync("UNLOCKPUMP")).ShouldContain("CNY 3200.00");
        await site.SayAsync("* " + Sold(purchase.Id, "2400.00", "300.00"));
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((300_000, 240_000, 0, 240_000));
        await purchase.RefundedAsync(80_000);
    }

    [Fact]
    public async Task A_sale_of_more_litres_than_the_own_tank_holds_is_somebody_elses()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var driver = await Product.LoginAsync("driver");
        (await driver.PutAsync(Tank, new { litres = 9 })).ShouldBeOk();
        (await FuelPurchase.AskAsync(driver, station, 1, new { saleId = sale.Id.Value })).ShouldBeProblem(
            409,
            "over-tank"
        );
        (await station.OnlySaleAsync(1)).State.ShouldBe(FuelSaleState.Open);
        (await driver.PutAsync(Tank, new { litres = 10 })).ShouldBeOk();
        await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value }, driver);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TankInProcessOnSqlite(InProcessOnSqlite product) : TankTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TankRemoteOnPostgres(RemoteOnPostgres product) : TankTests(product);
