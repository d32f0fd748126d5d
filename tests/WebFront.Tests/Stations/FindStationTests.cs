using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A driver finds a station: by name, or the nearest.</summary>
public abstract class FindStationTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task The_nearest_stations_come_first_and_those_without_a_place_last()
    {
        // A town of the test's own, near the middle of the South Pacific.
        var (far, near, nowhere) = (
            await CreateAsync(-48_900_000, -123_400_000),
            await CreateAsync(-48_876_700, -123_393_000),
            await CreateAsync(null, null)
        );
        var found = await FindAsync("?latitude=-48.8767&longitude=-123.393&limit=1000", far, near, nowhere);
        var mine = found
            .Where(station => new[] { far, near, nowhere }.Contains(station.GetProperty("id").GetGuid()))
            .ToArray();

        mine.Select(station => station.GetProperty("id").GetGuid()).ShouldBe([near, far, nowhere]);
        mine[0].GetProperty("distanceMetres").GetInt64().ShouldBe(0);
        // 0.0233 degrees of latitude are 2,591 m, and 0.007 of longitude 512 m there.
        mine[1].GetProperty("distanceMetres").GetInt64().ShouldBeInRange(2_636, 2_646);
        mine[2].GetProperty("distanceMetres").ValueKind.ShouldBe(JsonValueKind.Null);
        found.Length.ShouldBeGreaterThan(2);
        (await FindAsync("?latitude=-48.8767&longitude=-123.393&limit=1", near))
            .ShouldHaveSingleItem()
            .GetProperty("id")
            .GetGuid()
            .ShouldBe(near);
    }

    [Fact]
    public async Task A_station_is_listed_with_its_place_and_hours()
    {
        var id = await CreateAsync(31_194_000, 121_318_000, opensMinute: 360, closesMinute: 1_320);
        var listed = (await FindAsync("?limit=1000", id)).Single(station => station.GetProperty("id").GetGuid() == id);
        (
            listed.GetProperty("latitudeE6").GetInt64(),
            listed.GetProperty("longitudeE6").GetInt64(),
            listed.GetProperty("opensMinute").GetInt32(),
            listed.GetProperty("closesMinute").GetInt32()
        ).ShouldBe((31_194_000L, 121_318_000L, 360, 1_320));
        listed.GetProperty("distanceMetres").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_station_that_was_opened_a_moment_ago_has_an_address_of_its_own()
    {
        var id = await CreateAsync(31_194_000, 121_318_000, name: "Fresh Gate");
        var station = (await Product.Anonymous.GetAsync($"/api/stations/{id}")).ShouldBeOk().Json;
        station.GetProperty("id").GetGuid().ShouldBe(id);
        station.GetProperty("name").GetString().ShouldBe("Fresh Gate");
        station.GetProperty("longitudeE6").GetInt64().ShouldBe(121_318_000);
        station.GetProperty("distanceMetres").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_address_that_is_no_station_is_not_found()
    {
        (await Product.Anonymous.GetAsync($"/api/stations/{Guid.NewGuid()}")).ShouldBeProblem(404, "not-found");
        (await Product.Anonymous.GetAsync("/api/stations/nowhere")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Words_find_a_station_by_its_name_city_and_address_and_the_total_says_how_many_there_are()
    {
        var town = $"Town{Guid.NewGuid():N}";
        var north = await CreateAsync(null, null, city: town, name: "North Gate", address: "Long Road");
        var south = await CreateAsync(null, null, city: town, name: "South Gate", address: "Short Lane");
        (await FindAsync($"?find={town.ToUpperInvariant()}%20gate%20%20short", south)).ShouldHaveSingleItem();
        (await FindAsync($"?find=%20gate%20{town}", north, south)).Length.ShouldBe(2);
        var first = (await Product.Anonymous.GetAsync($"/api/stations?find={town}&limit=1")).ShouldBeOk().Json;
        first.GetProperty("stations")[0].GetProperty("id").GetGuid().ShouldBe(north);
        first.GetProperty("total").GetInt32().ShouldBe(2);
        (await FindAsync($"?find={town}%20west")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_place_that_is_none_is_refused_field_by_field()
    {
        (await Product.Anonymous.GetAsync($"/api/stations?find={new string('x', 101)}"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("find");
        (await Product.Anonymous.GetAsync("/api/stations?latitude=91&longitude=-181&limit=0"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("latitude", "longitude", "limit");
        (await Product.Anonymous.GetAsync("/api/stations?latitude=NaN&longitude=0"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("latitude");
        (await Product.Anonymous.GetAsync("/api/stations?latitude=31"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("longitude");
        (await Product.Anonymous.GetAsync("/api/stations?latitude=north&longitude=0")).Status.ShouldBe(400);
    }

    private async Task<Guid> CreateAsync(
        long? latitudeE6,
        long? longitudeE6,
        int opensMinute = 0,
        int closesMinute = 1_440,
        string name = "Point Nemo",
        string city = "A",
        string address = "B"
    ) => (
            await Product
                .StaffWith("ops")
                .PostAsync(
                    "/api/admin/stations",
                    new
                    {
                        name,
                        city,
                        address,
                        latitudeE6,
                        longitudeE6,
                        opensMinute,
                        closesMinute,
                    }
                )
        ).ShouldBeAccepted().Json.GetProperty("id").GetGuid();

    // The list is a second old at most.
    private async Task<JsonElement[]> FindAsync(string query, params Guid[] expected) =>
        (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                async () =>
                    (await Product.Anonymous.GetAsync($"/api/stations{query}"))
                        .ShouldBeOk()
                        .Json.GetProperty("stations")
                        .EnumerateArray()
                        .ToArray(),
                found => expected.All(id => found.Any(station => station.GetProperty("id").GetGuid() == id))
            )
        ).Value;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FindStationInProcessOnSqlite(InProcessOnSqlite product) : FindStationTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FindStationRemoteOnPostgres(RemoteOnPostgres product) : FindStationTests(product);
