using FuelGrains.WebFront.Tests.Stations.FuelOrders;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Whatever the line and the site do to a report of fuel, the fuel is settled once, and the line stays up.</summary>
public abstract class LineDownTests(ProductFixture product) : FuelPayTests(product)
{
    [Fact]
    public async Task Fuel_that_flowed_while_the_line_was_down_is_settled_once()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        var purchase = await UnlockedAsync(station, site);
        await site.DisposeAsync();
        await station.BoardBecomesAsync(board => !board.Connected);

        await using var again = await RawSite.LogInAsync(Product.Address, station);
        await again.IntroduceAsync(Prices, ["PUMP 1 locked"], [Sold(purchase.Id)]);
        await again.SayAsync("* " + Sold(purchase.Id));
        await SettledOnceAsync(station, again, purchase);
    }

    [Fact]
    public async Task A_second_dial_in_before_the_first_line_is_dead_settles_the_fuel_once_and_keeps_the_second_line()
    {
        var (station, first) = await OpenAsync("PUMP 1 locked");
        await using var _ = first;
        var purchase = await UnlockedAsync(station, first);

        await using var second = await RawSite.LogInAsync(Product.Address, station);
        await first.SayAsync("* " + Sold(purchase.Id));
        await second.IntroduceAsync(Prices, ["PUMP 1 locked"], [Sold(purchase.Id)]);
        (await first.ReadToEndAsync())!.ShouldStartWith("* QUIT ");
        await SettledOnceAsync(station, second, purchase);
    }

    [Fact]
    public async Task Fuel_whose_id_comes_back_in_other_letters_is_the_same_fuel()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var purchase = await UnlockedAsync(station, site);
        await site.SayAsync("* " + Sold(purchase.Id.ToString().ToUpperInvariant()));
        await site.SayAsync("* " + Sold(purchase.Id));
        await SettledOnceAsync(station, site, purchase);
    }

    [Fact]
    public async Task Reports_under_ids_that_nobody_knows_are_settled_once_or_refused_and_the_line_stays_up()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        // More of them than a connection may have broken lines.
        for (var i = 0; i < 101; i++)
            await site.SayAsync($"C{i} LOCKEDPUMP 1 {Guid.NewGuid()} aborted");
        await site.HearAsync(line => line.StartsWith("C100 ERR 404", StringComparison.Ordinal));

        var unknown = Guid.NewGuid();
        await site.SayAsync("* " + Sold(unknown));
        var sale = await station.OnlySaleAsync(1);
        (sale.State, sale.Authorisation).ShouldBe((FuelSaleState.Open, null));
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
        await site.SayAsync("* " + Sold(unknown));
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((10_000, 8_000, 0, 8_000));
        await site.SayAsync("* " + Sold(unknown));
        await StaysUpAsync(station, site);
        (await station.Pump(1).ViewAsync()).Sales.ShouldBeEmpty();
    }

    private static async Task<FuelPurchase> UnlockedAsync(TestStation station, RawSite site)
    {
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { amountFen = 10_000, grade = "95#" });
        await site.AnswerAsync("UNLOCKPUMP");
        await purchase.PhaseIsAsync("fuelling");
        return purchase;
    }

    private static async Task SettledOnceAsync(TestStation station, RawSite site, FuelPurchase purchase)
    {
        await site.AnswerAsync("CLEAR");
        FuelPurchase.Settled(await purchase.IsAsync("fulfilled")).ShouldBe((10_000, 8_000, 0, 8_000));
        await site.SayAsync("* " + Sold(purchase.Id));
        var receipt = await purchase.RefundedAsync(2_000);
        receipt.GetProperty("refunds").GetArrayLength().ShouldBe(1);
        await StaysUpAsync(station, site);
        (await station.Pump(1).ViewAsync()).Sales.ShouldBeEmpty();
    }

    private static async Task StaysUpAsync(TestStation station, RawSite site)
    {
        await site.SayAsync("* PUMP 1 out-of-order");
        await station.PumpBecomesAsync(1, PumpState.OutOfOrder);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class LineDownInProcessOnSqlite(InProcessOnSqlite product) : LineDownTests(product)
{
    // The socket answers pings only while somebody reads from it: this site stands still as a stopped process does.
    [Fact]
    public async Task A_site_without_heartbeat_that_stands_still_is_noticed_within_45_seconds()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(
            Product.Address,
            station,
            "CLEAR LOCKPUMP PRICES PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP"
        );
        await site.AnswerAsync("PRICES", Prices);
        await site.AnswerAsync("PUMPS", ["PUMP 1 free"]);
        await site.AnswerAsync("TRANSACTIONS");
        await station.PumpBecomesAsync(1, PumpState.Free);
        await station.BoardBecomesAsync(board => !board.Connected, seconds: 45);
    }
}

[Collection(RemoteOnPostgres.Name)]
public sealed class LineDownRemoteOnPostgres(RemoteOnPostgres product) : LineDownTests(product);
