using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A new station is prepared before its site has dialled in.</summary>
public abstract class NewStationTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task Products_are_mapped_before_the_site_has_dialled_in_and_get_their_price_from_the_site()
    {
        var station = await TestStation.CreateAsync(Product);
        var prepared = (await MapAsync(station, "95", "95#")).ShouldBeOk().Json;
        Listed(prepared).ShouldBe([("95", "95#", null)]);
        prepared.GetProperty("board").GetProperty("prices").GetArrayLength().ShouldBe(0);
        // A slip is taken back.
        (await MapAsync(station, "O5", "0#")).ShouldBeOk();
        Listed((await MapAsync(station, "O5", null)).ShouldBeOk().Json).ShouldBe([("95", "95#", null)]);

        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油"], ["PUMP 1 free"]);
        var board = await station.BoardBecomesAsync(board => board.Prices.Length == 1);
        (board.Prices[0].Product, board.Prices[0].Grade, board.Prices[0].Name).ShouldBe(("95", "95#", "95# 汽油"));
        Listed((await station.Staff.GetAsync(station.Path)).ShouldBeOk().Json).ShouldBe([("95", "95#", 8_000L)]);
        Listed((await MapAsync(station, "95", null)).ShouldBeOk().Json).ShouldBe([("95", null, 8_000L)]);
    }

    [Fact]
    public async Task What_no_site_can_call_a_product_is_refused_and_what_is_not_there_is_not_found()
    {
        var station = await TestStation.CreateAsync(Product);
        foreach (var product in new[] { "", "9 5", "9\u00005", new string('9', 65) })
            (await MapAsync(station, product, "95#")).ShouldBeProblem(400, "validation").WithErrorsIn("product");
        (await MapAsync(station, "95", null)).ShouldBeProblem(404, "not-found");
        (
            await station.Staff.PostAsync(
                $"/api/admin/stations/{Guid.NewGuid()}/products",
                new { product = "95", grade = "95#" }
            )
        ).ShouldBeProblem(404, "not-found");
    }

    private static Task<Reply> MapAsync(TestStation station, string product, string? grade) =>
        station.Staff.PostAsync($"{station.Path}/products", new { product, grade });

    private static IEnumerable<(string?, string?, long?)> Listed(JsonElement station) =>
        station
            .GetProperty("products")
            .EnumerateArray()
            .Select(product =>
                (
                    product.GetProperty("product").GetString(),
                    product.GetProperty("grade").GetString(),
                    product.GetProperty("priceMilli") is { ValueKind: JsonValueKind.Number } price
                        ? price.GetInt64()
                        : (long?)null
                )
            );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class NewStationInProcessOnSqlite(InProcessOnSqlite product) : NewStationTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class NewStationRemoteOnPostgres(RemoteOnPostgres product) : NewStationTests(product);
