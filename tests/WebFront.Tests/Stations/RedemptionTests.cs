using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Staff redeem vouchers at a station, over the wire.</summary>
public abstract class RedemptionTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task Staff_of_the_station_takes_a_voucher_in_once_and_a_retry_says_so_again()
    {
        var (customer, station) = (Product.NewCustomer(), await Product.NewStationAsync());
        var staff = Product.StationStaff(station);
        var (id, code) = await BuyAsync(customer);

        var taken = (await RedeemAsync(staff, station, code, "first")).ShouldBeAccepted();
        var json = taken.Json;
        (
            json.GetProperty("voucherId").GetGuid(),
            json.GetProperty("title").GetString(),
            json.GetProperty("kind").GetString(),
            json.GetProperty("volumeMl").GetInt64(),
            json.GetProperty("customerTail").GetString()
        ).ShouldBe((id, "95# 汽油 30 升券", "litres", 30_000L, customer.Customer.ToString()[^4..]));
        json.GetProperty("redeemedAt").GetDateTimeOffset().ShouldBe(Product.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        var again = (
            await RedeemAsync(
                staff,
                station,
                code.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal),
                "first"
            )
        ).ShouldBeAccepted();
        (again.Text, again.Header("Idempotent-Replayed")).ShouldBe((taken.Text, "true"));
        (await RedeemAsync(staff, station, code)).ShouldBeProblem(409, "voucher-used");
        (await RedeemAsync(staff, station, (await BuyAsync(customer)).Code, "first")).ShouldBeProblem(
            422,
            "key-reused"
        );

        (await customer.GetAsync($"/api/vouchers/{id}"))
            .Json.GetProperty("code")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await customer.GetAsync($"/api/vouchers/{id}/qr.svg")).ShouldBeProblem(409, "voucher-not-usable");
        (await customer.GetAsync("/api/vouchers?state=used"))
            .Json.GetProperty("vouchers")[0]
            .GetProperty("usedStation")
            .GetGuid()
            .ShouldBe(station.Value);
        (await staff.GetAsync(Path(station)))
            .ShouldBeOk()
            .Json.GetProperty("redemptions")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("voucherId")
            .GetGuid()
            .ShouldBe(id);
        (await AuditAsync(id)).ShouldBe(["voucher.redeem"]);
    }

    [Fact]
    public async Task Only_staff_of_that_station_and_admins_may()
    {
        var (here, there) = (await Product.NewStationAsync(), await Product.NewStationAsync());
        var customer = Product.NewCustomer();
        var (_, code) = await BuyAsync(customer);
        foreach (
            var other in new[]
            {
                Product.StationStaff(there),
                Product.StationStaff(),
                Product.StaffWith("marketing", "ops"),
                Product.StaffWith("station"),
                customer,
            }
        )
        {
            (await RedeemAsync(other, here, code)).ShouldBeProblem(403, "forbidden");
            (await other.GetAsync(Path(here))).ShouldBeProblem(403, "forbidden");
        }
        (await Product.Anonymous.PostAsync(Path(here), new { code }, "k")).ShouldBeProblem(401, "unauthenticated");
        (await RedeemAsync(Product.StationStaff(there), new(Guid.NewGuid()), code)).ShouldBeProblem(403, "forbidden");
        (await RedeemAsync(Product.Staff, new(Guid.NewGuid()), code)).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync(Path(new(Guid.NewGuid())))).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync("/api/stations/1/redemptions")).ShouldBeProblem(404, "not-found");
        (await RedeemAsync(Product.StaffWith("admin"), here, code)).ShouldBeAccepted();
    }

    [Fact]
    public async Task An_account_that_names_its_stations_logs_in_and_works_there()
    {
        var (here, there) = (await Product.NewStationAsync(), await Product.NewStationAsync());
        var name = $"clerk-{Guid.NewGuid():N}";
        var account = new
        {
            name,
            password = "a-long-password",
            roles = new[] { "station" },
            stations = new[] { here.Value },
        };
        var added = await Product.Staff.PostAsync("/api/admin/staff", account);
        (added.Status, added.Json.GetProperty("stations")[0].GetGuid()).ShouldBe((201, here.Value));
        var login = (
            await Product.Anonymous.PostAsync("/api/admin/login", new { name, password = "a-long-password" })
        ).ShouldBeOk();
        var clerk = Product.With(login.Json.GetProperty("token").GetString());
        (await RedeemAsync(clerk, here, (await BuyAsync(Product.NewCustomer())).Code))
            .ShouldBeAccepted()
            .Json.GetProperty("staff")
            .GetString()
            .ShouldBe(name);
        (await clerk.GetAsync(Path(there))).ShouldBeProblem(403, "forbidden");
        (
            await Product.Staff.PostAsync(
                "/api/admin/staff",
                new
                {
                    name = "x",
                    password = "a-long-password",
                    roles = new[] { "ops" },
                    stations = new[] { here.Value },
                }
            )
        ).ShouldBeProblem(400, "validation").WithErrorsIn("stations");
    }

    [Fact]
    public async Task Guessing_ends_after_five_codes_with_the_time_to_come_again_and_an_alarm()
    {
        var station = await Product.NewStationAsync();
        var staff = Product.StationStaff(station);
        var (_, code) = await BuyAsync(Product.NewCustomer());
        // A typing error does not count as a guess.
        for (var i = 0; i < 10; i++)
            (await RedeemAsync(staff, station, code[..^1] + (code[^1] == '0' ? '1' : '0')))
                .ShouldBeProblem(400, "validation")
                .WithErrorsIn("code");
        var unknown = new HashSet<string>();
        for (var i = 0; i < 5; i++)
            unknown.Add(
                (await RedeemAsync(staff, station, VoucherCode.New())).ShouldBeProblem(404, "unknown-code").WithoutTrace
            );
        unknown.ShouldHaveSingleItem();
        (await RedeemAsync(staff, station, VoucherCode.New()))
            .ShouldBeProblem(429, "too-many-codes")
            .RetryAfter!.Value.TotalSeconds.ShouldBeInRange(540, 600);
        (await RedeemAsync(Product.StationStaff(station), station, code)).ShouldBeProblem(429, "too-many-codes");
        var alarms = await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                s =>
                    s.Sql("SELECT detail FROM alarms WHERE kind = 'voucher-guessing' AND subject = @subject")
                        .With("subject", $"station/{station}")
                        .ListAsync(r => r.Text(0)),
                Ct
            );
        alarms.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{}", "code")]
    [InlineData("""{"code":""}""", "code")]
    [InlineData("""{"code":1}""", "code")]
    [InlineData("""{"code":"0000-0000-0000-0000-0001"}""", "code")]
    [InlineData("""{"code":"0000","volumeMl":1}""", "volumeMl")]
    public async Task A_body_that_is_none_is_refused_field_by_field(string body, string field)
    {
        var station = await Product.NewStationAsync();
        (await Product.StationStaff(station).PostTextAsync(Path(station), body, "key"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(field);
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        var station = await Product.NewStationAsync();
        (await Product.StationStaff(station).PostAsync(Path(station), new { code = "0" })).ShouldBeProblem(
            400,
            "idempotency-key-missing"
        );
    }

    private static string Path(StationId station) => $"/api/stations/{station}/redemptions";

    private static Task<Reply> RedeemAsync(ApiClient staff, StationId station, string code, string? key = null) =>
        staff.PostAsync(Path(station), new { code }, key ?? Guid.NewGuid().ToString());

    private async Task<(Guid Id, string Code)> BuyAsync(ApiClient customer)
    {
        var id = (await Product.BuyVouchersAsync(customer))[0];
        return (
            id,
            (await customer.GetAsync($"/api/vouchers/{id}")).ShouldBeOk().Json.GetProperty("code").GetString()!
        );
    }

    private Task<ImmutableArray<string>> AuditAsync(Guid voucher) =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                s =>
                    s.Sql("SELECT action FROM audit WHERE subject = @id")
                        .With("id", voucher.ToString())
                        .ListAsync(r => r.Text(0)),
                Ct
            );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RedemptionInProcessOnSqlite(InProcessOnSqlite product) : RedemptionTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RedemptionRemoteOnPostgres(RemoteOnPostgres product) : RedemptionTests(product);
