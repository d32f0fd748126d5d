using System.Text.Json;
using FuelGrains.ForecourtSimulator;
using FuelGrains.WebFront.Tests.Stations.FuelOrders;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A sale of litres that the display rounded is payable. What is off by more is held, and staff see by how much.</summary>
public abstract class HeldSaleTests(ProductFixture product) : FuelPayTests(product)
{
    private static readonly string[] AtSevenEightyNine =
    [
        "PRICE 95 LTR CNY 7.890 95# 汽油",
        "PRICE 92 LTR CNY 7.500 92# 汽油",
    ];

    [Fact]
    public async Task A_preset_of_200_yuan_that_comes_as_rounded_litres_is_settled_at_the_dispensers_amount()
    {
        var (station, site) = await OpenAtAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 20_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP");
        await site.SayAsync($"* TRANSACTION 1 {purchase.Id} open 95 CNY 200.00 176.99 13.0 23.01 LTR 25.35 7.890");
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((25_350, 20_000, 0, 20_000));
        (await HeldAsync(station)).GetProperty("count").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task A_sale_of_rounded_litres_is_paid_after_fuelling()
    {
        var (station, site) = await OpenAtAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 286.20 253.27 13.0 32.93 LTR 36.27 7.890");
        var sale = await station.OnlySaleAsync(1);
        (sale.State, sale.VolumeDecimals).ShouldBe((FuelSaleState.Open, 2));
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((36_270, 28_620, 0, 28_620));
    }

    [Fact]
    public async Task Five_yuan_too_much_are_held_and_staff_see_how_many_sales_were_held_and_by_how_much()
    {
        var (station, site) = await OpenAtAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 205.00 181.42 13.0 23.58 LTR 25.35 7.890");
        (await station.OnlySaleAsync(1)).Review.ShouldBe(ReviewReason.AmountMismatch);
        var held = await HeldAsync(station);
        (held.GetProperty("count").GetInt64(), held.GetProperty("amountFen").GetInt64()).ShouldBe((1, 20_500));
        held.GetProperty("reasons")[0].GetProperty("reason").GetString().ShouldBe("amountMismatch");
        var sale = held.GetProperty("latest")[0];
        (
            sale.GetProperty("transaction").GetString(),
            sale.GetProperty("volumeMl").GetInt64(),
            sale.GetProperty("volumeDecimals").GetInt32(),
            sale.GetProperty("differenceFen").GetInt64(),
            sale.GetProperty("state").GetString()
        ).ShouldBe(("t-1", 25_350, 2, 498, "held"));
    }

    [Fact]
    public async Task The_list_of_held_sales_is_of_one_station_and_of_some_days()
    {
        var station = await TestStation.CreateAsync(Product);
        (await station.Staff.GetAsync($"{station.Path}/held-sales?days=91"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("days");
        (await station.Staff.GetAsync($"/api/admin/stations/{Guid.NewGuid()}/held-sales")).ShouldBeProblem(
            404,
            "not-found"
        );
        (await (await Product.LoginAsync("driver")).GetAsync($"{station.Path}/held-sales")).ShouldBeProblem(
            403,
            "forbidden"
        );
    }

    [Fact]
    public async Task No_sale_of_a_simulated_forecourt_with_two_decimals_is_held()
    {
        var station = await TestStation.CreateAsync(Product);
        using var journal = new MeterJournal(null, TimeProvider.System) { Remembers = true };
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var site = new SimulatedSite(
            new()
            {
                Server = Product.Address,
                Station = station.Id,
                Secret = station.Secret,
                Pumps = 12,
                Pace = 100,
                MeterEvery = TimeSpan.FromMilliseconds(20),
                AllAfter = true,
                PhoneTime = Timeout.InfiniteTimeSpan,
                VolumeDecimals = 2,
                Seed = 14,
            },
            journal,
            TimeProvider.System
        );
        var running = site.RunAsync(over.Token);
        var board = await station.BoardBecomesAsync(
            board => board.Pumps.Length == 12 && board.Pumps.All(pump => pump.Sale is not null),
            seconds: 30
        );
        board.Pumps.ShouldAllBe(pump => pump.Sale == FuelSaleState.Open);
        board.Pumps.ShouldAllBe(pump => pump.VolumeMl % 10 == 0);
        journal
            .Meters.Values.Select(meter => (meter.VolumeMl, meter.AmountFen))
            .ShouldBe(board.Pumps.Select(pump => (pump.VolumeMl!.Value, pump.AmountFen!.Value)), ignoreOrder: true);
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    private async Task<(TestStation Station, RawSite Site)> OpenAtAsync(string pump)
    {
        var (station, site) = await OpenAsync(pump);
        foreach (var price in AtSevenEightyNine)
            await site.SayAsync("* " + price);
        await station.BoardBecomesAsync(board => board.Prices.Any(price => price.PriceMilli == 7_890));
        return (station, site);
    }

    private static async Task<JsonElement> HeldAsync(TestStation station) =>
        (await station.Staff.GetAsync($"{station.Path}/held-sales")).ShouldBeOk().Json;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class HeldSaleInProcessOnSqlite(InProcessOnSqlite product) : HeldSaleTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class HeldSaleRemoteOnPostgres(RemoteOnPostgres product) : HeldSaleTests(product);
