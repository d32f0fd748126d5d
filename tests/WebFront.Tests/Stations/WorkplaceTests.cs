namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Where a member of staff redeems vouchers: the list that the counter's page offers.</summary>
public abstract class WorkplaceTests(ProductFixture product) : WireTests(product)
{
    private const string Path = "/api/stations/mine";

    [Fact]
    public async Task Station_staff_are_offered_their_own_stations_and_admins_all()
    {
        var (mine, second, others) = (
            await Product.NewStationAsync(),
            await Product.NewStationAsync(),
            await Product.NewStationAsync()
        );
        var clerk = Product.StationStaff(second, mine);
        (await ListedAsync(clerk, "", mine, second)).ShouldBe([mine.Value, second.Value], ignoreOrder: true);
        (await clerk.GetAsync($"{Path}?limit=1")).ShouldBeOk().Json.GetProperty("total").GetInt32().ShouldBe(2);
        (await ListedAsync(Product.StaffWith("admin"), "?limit=1000", mine, others)).ShouldContain(others.Value);
        (await ListedAsync(Product.StationStaff(), "")).ShouldBeEmpty();
        (await ListedAsync(Product.StationStaff(new StationId(Guid.NewGuid())), "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_narrow_the_offered_stations()
    {
        var station = await Product.NewStationAsync();
        var clerk = Product.StationStaff(station);
        await ListedAsync(clerk, "", station);
        var listed = (await clerk.GetAsync(Path)).ShouldBeOk().Json.GetProperty("stations")[0];
        var name = Uri.EscapeDataString(listed.GetProperty("name").GetString()!);
        (await ListedAsync(clerk, $"?find={name}", station)).ShouldHaveSingleItem();
        (await ListedAsync(clerk, $"?find={name}%20{Guid.NewGuid():N}")).ShouldBeEmpty();
        (await clerk.GetAsync($"{Path}?limit=0&find={new string('x', 101)}"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("limit", "find");
    }

    [Fact]
    public async Task Only_those_who_redeem_are_offered_stations()
    {
        (await Product.Anonymous.GetAsync(Path)).ShouldBeProblem(401, "unauthenticated");
        (await Product.NewCustomer().GetAsync(Path)).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("marketing", "ops").GetAsync(Path)).ShouldBeProblem(403, "forbidden");
    }

    // The list is a second old at most.
    private static async Task<Guid[]> ListedAsync(ApiClient staff, string query, params StationId[] expected) =>
        (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                async () =>
                    (await staff.GetAsync(Path + query))
                        .ShouldBeOk()
                        .Json.GetProperty("stations")
                        .EnumerateArray()
                        .Select(station => station.GetProperty("id").GetGuid())
                        .ToArray(),
                listed => expected.All(station => listed.Contains(station.Value))
            )
        ).Value;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class WorkplaceInProcessOnSqlite(InProcessOnSqlite product) : WorkplaceTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class WorkplaceRemoteOnPostgres(RemoteOnPostgres product) : WorkplaceTests(product);
