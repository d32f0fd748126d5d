using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Staff create and change products.</summary>
public abstract class ProductAdminTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_product_is_created_changed_shown_to_everybody_and_audited()
    {
        var (id, station) = (Guid.NewGuid(), await Product.NewStationAsync());
        var staff = Product.StaffWith("marketing");
        (
            await staff.PutAsync(
                Path(id),
                new
                {
                    name = "满减",
                    description = "",
                    kind = "yuan",
                    valueFen = 5_000,
                    thresholdFen = 20_000,
                    validDays = 7,
                }
            )
        ).ShouldBeAccepted();
        var changed = (
            await staff.PutAsync(
                Path(id),
                new
                {
                    name = "95# 20 L",
                    description = "Twenty",
                    kind = "litres",
                    grade = "95#",
                    volumeMl = 20_000,
                    stations = new[] { station.Value },
                }
            )
        ).ShouldBeOk().Json;

        var shown = (await Product.Anonymous.GetAsync("/api/products"))
            .ShouldBeOk()
            .Json.GetProperty("products")
            .EnumerateArray()
            .Single(p => p.GetProperty("id").GetGuid() == id);
        shown.GetRawText().ShouldBe(changed.GetRawText());
        (
            shown.GetProperty("kind").GetString(),
            shown.GetProperty("grade").GetString(),
            shown.GetProperty("volumeMl").GetInt64(),
            shown.GetProperty("valueFen").GetInt64(),
            shown.GetProperty("validDays").GetInt32(),
            shown.GetProperty("stations")[0].GetGuid()
        ).ShouldBe(("litres", "95#", 20_000L, 0L, 90, station.Value));
        var audit = await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                s =>
                    s.Sql("SELECT action FROM audit WHERE subject = @id ORDER BY at, id")
                        .With("id", id.ToString())
                        .ListAsync(r => r.Text(0)),
                Ct
            );
        audit.ShouldBe(["product.create", "product.change"]);
    }

    [Fact]
    public async Task A_product_that_contradicts_itself_is_refused_field_by_field()
    {
        await RefusedAsync(
            new
            {
                name = " ",
                description = "a\0b",
                kind = "litres",
                grade = "",
                volumeMl = 0,
                valueFen = 1,
                thresholdFen = 1,
                validDays = 0,
            },
            "name",
            "description",
            "grade",
            "volumeMl",
            "valueFen",
            "thresholdFen",
            "validDays"
        );
        await RefusedAsync(
            new
            {
                name = "n",
                description = "",
                kind = "yuan",
                grade = "95#",
                volumeMl = 1,
                valueFen = 0,
                thresholdFen = -1,
                validDays = 3_651,
            },
            "grade",
            "volumeMl",
            "valueFen",
            "thresholdFen",
            "validDays"
        );
    }

    [Fact]
    public async Task Too_many_stations_unknown_stations_and_a_missing_kind_are_refused_field_by_field()
    {
        await RefusedAsync(
            new
            {
                name = "n",
                description = "",
                kind = "service",
                stations = Enumerable.Range(0, 101).Select(_ => Guid.NewGuid()),
            },
            "stations"
        );
        await RefusedAsync(
            new
            {
                name = "n",
                description = "",
                kind = "service",
                stations = new[] { Guid.NewGuid() },
            },
            "stations"
        );
        await RefusedAsync(
            new
            {
                name = "n",
                description = "",
                kind = 1,
            },
            "kind"
        );
        await RefusedAsync(new { name = "n" }, "description", "kind");
    }

    private async Task RefusedAsync(object body, params string[] fields) =>
        (await PutAsync(body)).ShouldBeProblem(400, "validation").WithErrorsIn(fields);

    [Fact]
    public async Task Only_marketing_may()
    {
        var body = new
        {
            name = "n",
            description = "",
            kind = "service",
        };
        (await Product.StaffWith("ops", "station").PutAsync(Path(Guid.NewGuid()), body)).ShouldBeProblem(
            403,
            "forbidden"
        );
        (await Product.NewCustomer().PutAsync(Path(Guid.NewGuid()), body)).ShouldBeProblem(403, "forbidden");
        (await Product.Staff.PutAsync(Path(Guid.Empty), body)).ShouldBeProblem(404, "not-found");
        (await Product.Staff.PutAsync("/api/admin/products/1", body)).ShouldBeProblem(404, "not-found");
    }

    private static string Path(Guid id) => $"/api/admin/products/{id}";

    private Task<Reply> PutAsync(object body) => Product.Staff.PutAsync(Path(Guid.NewGuid()), body);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ProductAdminInProcessOnSqlite(InProcessOnSqlite product) : ProductAdminTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ProductAdminRemoteOnPostgres(RemoteOnPostgres product) : ProductAdminTests(product);
