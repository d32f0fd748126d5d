using System.Text.Json;
using FuelGrains.WebFront.Tests.Live;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Orders of sales and of fuel in one list, newest first, live too.</summary>
public abstract class FuelOrderListTests(ProductFixture product) : FuelPayTests(product)
{
    [Fact]
    public async Task Orders_of_goods_and_of_fuel_are_one_list_and_a_page_goes_on_where_the_last_one_ended()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked", "PUMP 2 locked");
        await using var _ = site;
        var driver = await Product.LoginAsync("driver");
        var sale = await Product.OpenFlashSaleAsync();
        var goods = (await driver.OrderAsync(sale)).ShouldBeAccepted().Json.GetProperty("orderId").GetGuid();
        var first = (await FuelPurchase.PlaceAsync(station, 1, new { amountFen = 10_000, grade = "95#" }, driver)).Id;
        var more = (await driver.OrderAsync(sale)).ShouldBeAccepted().Json.GetProperty("orderId").GetGuid();
        var last = (await FuelPurchase.PlaceAsync(station, 2, new { volumeMl = 5_000, grade = "92#" }, driver)).Id;

        var (page, all) = (await ListAsync(driver, "?limit=3"), await ListAsync(driver, ""));
        Ids(page).ShouldBe([last, more, first]);
        Ids(await ListAsync(driver, $"?limit=3&before={page.GetProperty("next").GetGuid()}")).ShouldBe([goods]);
        Ids(all).ShouldBe([last, more, first, goods]);
        var fuel = all.GetProperty("orders")[0];
        (
            fuel.GetProperty("type").GetString(),
            fuel.GetProperty("title").GetString(),
            fuel.GetProperty("saleId").ValueKind,
            fuel.GetProperty("amountFen").GetInt64()
        ).ShouldBe(("fuel", "滨江大道站", JsonValueKind.Null, 3_750));
        var line = fuel.GetProperty("fuel");
        (
            line.GetProperty("stationId").GetGuid(),
            line.GetProperty("pump").GetInt32(),
            line.GetProperty("grade").GetString(),
            line.GetProperty("phase").GetString()
        ).ShouldBe((station.Id, 2, "92#", "paying"));
        (
            all.GetProperty("orders")[1].GetProperty("type").GetString(),
            all.GetProperty("orders")[1].GetProperty("fuel").ValueKind
        ).ShouldBe(("goods", JsonValueKind.Null));

        Ids((await driver.GetAsync("/api/fuel-orders?limit=1")).ShouldBeOk().Json).ShouldBe([last]);
        foreach (var path in new[] { "/api/orders", "/api/fuel-orders" })
        {
            (await driver.GetAsync($"{path}?limit=101")).ShouldBeProblem(400, "validation").WithErrorsIn("limit");
            (await driver.GetAsync($"{path}?before=x")).ShouldBeProblem(400, "validation").WithErrorsIn("before");
        }
        Ids(await ListAsync(await Product.LoginAsync("other"), "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_phone_that_listens_has_its_fuel_order_in_the_snapshot_and_sees_it_move()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value });
        await using var phone = await LiveClient.ConnectAsync(Product, purchase.Driver.Token);
        var shown = (await phone.SubscribeAsync("me")).GetProperty("data").GetProperty("orders")[0];
        JsonElement
            .DeepEquals(shown, (await ListAsync(purchase.Driver, "")).GetProperty("orders")[0])
            .ShouldBeTrue($"{shown}");

        await purchase.PayAsync();
        await site.AnswerAsync("CLEAR");
        var done = await phone.NextAsync(message =>
            message.GetProperty("data").GetProperty("orders") is { } orders
            && orders.GetArrayLength() == 1
            && orders[0].GetProperty("status").GetString() == "fulfilled"
        );
        JsonElement
            .DeepEquals(
                done.GetProperty("data").GetProperty("orders")[0],
                (await ListAsync(purchase.Driver, "")).GetProperty("orders")[0]
            )
            .ShouldBeTrue($"{done}");
    }

    [Fact]
    public async Task Staff_looks_a_fuel_order_up_as_any_other_and_gives_its_money_back()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var purchase = await FuelPurchase.PlaceAsync(station, 1, new { saleId = sale.Id.Value });
        await purchase.PayAsync();
        await site.AnswerAsync("CLEAR");
        var staff = Product.StaffWith("ops");
        async Task<JsonElement> FileAsync() =>
            (await staff.GetAsync($"/api/admin/orders/{purchase.Id}")).ShouldBeOk().Json;
        var file = (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                FileAsync,
                f => f.GetProperty("order").GetProperty("status").GetString() == "fulfilled"
            )
        ).Value;
        (
            file.GetProperty("order").GetProperty("type").GetString(),
            file.GetProperty("order").GetProperty("title").GetString(),
            file.GetProperty("payments").GetArrayLength()
        ).ShouldBe(("fuel", "滨江大道站", 1));

        var fen = file.GetProperty("payments")[0].GetProperty("amountFen").GetInt64();
        (
            await staff.PostAsync(
                $"/api/admin/orders/{purchase.Id}/refunds",
                new { amountFen = fen / 2, reason = "wrong pump" },
                key: "staff-1"
            )
        ).Status.ShouldBe(202);
        (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                FileAsync,
                f =>
                    f.GetProperty("refunds").GetArrayLength() == 1
                    && f.GetProperty("refunds")[0].GetProperty("state").GetString() == "succeeded"
            )
        )
            .Value.GetProperty("refunds")[0]
            .GetProperty("amountFen")
            .GetInt64()
            .ShouldBe(fen / 2);
    }

    private static async Task<JsonElement> ListAsync(ApiClient driver, string query) =>
        (await driver.GetAsync($"/api/orders{query}")).ShouldBeOk().Json;

    private static Guid[] Ids(JsonElement list) =>
        [.. list.GetProperty("orders").EnumerateArray().Select(order => order.GetProperty("id").GetGuid())];
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FuelOrderListInProcessOnSqlite(InProcessOnSqlite product) : FuelOrderListTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelOrderListRemoteOnPostgres(RemoteOnPostgres product) : FuelOrderListTests(product);
