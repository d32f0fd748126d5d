using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>
/// How long a site is told that a sale is paid: for a day, and then a person decides. Neither answer nor money is made up.
/// </summary>
public abstract class ClearLimitTests(ProductFixture product) : FuelPayTests(product)
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(24);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clear_that_is_never_answered_is_for_staff_after_a_day_and_its_money_stays(bool connected)
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var sale = await SoldAsync(station, site);
        var purchase = await FuelPurchase.PaidAsync(station, 1, new { saleId = sale.Id.Value });
        var first = await site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
        if (!connected)
            await site.DisposeAsync();

        // Shortly before the limit it is still tried, under the same id.
        Pass(Limit - TimeSpan.FromMinutes(5));
        if (connected)
            (await site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal)))
                .Split(' ')[1..]
                .ShouldBe(first.Split(' ')[1..]);
        (await CaseAsync(purchase)).ShouldBeNull();
        (await ViewAsync(purchase)).GetProperty("phase").GetString().ShouldBe("clearing");

        Pass(TimeSpan.FromMinutes(6));
        var waiting = (await Eventually.GetsAsync(Deadline, () => CaseAsync(purchase), found => found is not null))
            .Value!
            .Value;
        waiting.GetProperty("note").GetString().ShouldStartWith("The site could not be told for 1.00:00:00");
        (
            waiting.GetProperty("sale").GetProperty("state").GetString(),
            waiting.GetProperty("keptFen").GetInt64()
        ).ShouldBe(("clearing", 8_000));
        waiting
            .GetProperty("since")
            .GetDateTimeOffset()
            .ShouldBeGreaterThan(purchase.Placed.GetProperty("createdAt").GetDateTimeOffset() + Limit);
        var view = await ViewAsync(purchase);
        (
            view.GetProperty("status").GetString(),
            view.GetProperty("phase").GetString(),
            view.GetProperty("frozen").GetBoolean(),
            view.GetProperty("refunds").GetArrayLength()
        ).ShouldBe(("paid", "backOffice", true, 0));
        (await Driver(purchase).PostAsync($"/api/orders/{purchase.Id}/cancel")).ShouldBeProblem(409, "order-not-open");
        // The worked-out amount stands: staff need not say how much.
        (
            await Staff.PostAsync(
                $"/api/admin/fuel-orders/{purchase.Id}/decide",
                new { reason = "the shop's journal has it" }
            )
        ).ShouldBeOk();
        view = await ViewAsync(purchase);
        (view.GetProperty("status").GetString(), FuelPurchase.Settled(view)).ShouldBe(
            ("fulfilled", (10_000, 8_000, 0, 8_000))
        );
    }

    // The product is this class's own, and its clock is never set back: a silo whose clock goes back by a day opens no grains for that
    // long.
    private void Pass(TimeSpan time) =>
        Product.Clock.Forward(Product.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow() + time);

    // Tokens of the hour that the clock has now.
    private ApiClient Staff => Product.StaffWith(StaffRoles.Ops);

    private ApiClient Driver(FuelPurchase purchase) =>
        Product.With(Product.Tokens.ForCustomer(purchase.Driver.Customer).Token);

    private async Task<JsonElement> ViewAsync(FuelPurchase purchase) =>
        (await Driver(purchase).GetAsync($"/api/orders/{purchase.Id}")).ShouldBeOk().Json;

    /// <summary>As staff see it; null while it does not wait for them.</summary>
    private async Task<JsonElement?> CaseAsync(FuelPurchase purchase)
    {
        var cases = (await Staff.GetAsync("/api/admin/fuel-orders"))
            .ShouldBeOk()
            .Json.GetProperty("orders")
            .EnumerateArray();
        return cases
            .Where(found => found.GetProperty("order").GetProperty("id").GetGuid() == purchase.Id)
            .Select(found => (JsonElement?)found)
            .SingleOrDefault();
    }
}

public sealed class ClearLimitInProcessOnSqlite(InProcessOnSqlite product)
    : ClearLimitTests(product),
        IClassFixture<InProcessOnSqlite>;

public sealed class ClearLimitRemoteOnPostgres(RemoteOnPostgres product)
    : ClearLimitTests(product),
        IClassFixture<RemoteOnPostgres>;
