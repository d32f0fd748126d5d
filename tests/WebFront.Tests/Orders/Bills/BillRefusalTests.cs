using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders.Bills;

/// <summary>Bills and requests that are refused, through HTTP.</summary>
public abstract class BillRefusalTests(ProductFixture product) : BillWireTests(product)
{
    [Theory]
    [InlineData("brokenHash", "hash")]
    [InlineData("wrongCount", "总交易单数")]
    [InlineData("wrongSum", "手续费总金额")]
    public async Task A_bill_that_is_not_whole_is_refused_with_an_alarm_and_taken_when_it_is_right(
        string fault,
        string named
    )
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        var (day, untilTen) = Today();
        await WeChat.BillAsync(day, new Dictionary<string, bool> { [fault] = true });
        using var later = Product.Clock.Forward(untilTen);
        var staff = Product.StaffWith("ops");
        (await staff.PostAsync($"/api/admin/bills/{day}/trade/fetch")).Status.ShouldBeOneOf(202, 409);
        var refused = await Eventually.GetsAsync(Deadline, () => BillAsync(staff, day), IsRefused);
        refused.Value!.Value.GetProperty("trouble").GetString()!.ShouldContain(named);
        (await AlarmsAsync(staff, $"bill/{day}/Trade")).ShouldContain("bill.refused");

        await WeChat.BillAsync(day, new { goods = Hostile });
        await MatchedAsync(staff, day);
        (await DifferencesAsync(staff, day)).ShouldNotContainKey(await TransactionAsync(purchase));

        static bool IsRefused(JsonElement? bill) => bill?.GetProperty("state").GetString() == "refused";
    }

    [Fact]
    public async Task Only_staff_of_money_see_bills_and_wrong_input_is_a_problem()
    {
        var (ops, marketing) = (Product.StaffWith("ops"), Product.StaffWith("marketing"));
        foreach (var path in new[] { "bills", "bill-differences", "settlement", "settlement.csv" })
            (await marketing.GetAsync($"/api/admin/{path}")).ShouldBeProblem(403, "forbidden");
        (await ops.GetAsync("/api/admin/bills?before=yesterday")).Status.ShouldBe(400);
        (await ops.GetAsync("/api/admin/bills?limit=0")).Status.ShouldBe(400);
        (await ops.GetAsync("/api/admin/bill-differences?day=2026-13-01")).Status.ShouldBe(400);
        (await ops.GetAsync("/api/admin/settlement?from=2026-01-01&to=2026-12-31")).Status.ShouldBe(400);
        (await ops.GetAsync("/api/admin/settlement?from=2026-01-02&to=2026-01-01")).Status.ShouldBe(400);
        (await ops.PostAsync("/api/admin/bills/2020-01-01/trade/fetch")).ShouldBeProblem(409, "bill-out-of-range");
        (await ops.PostAsync("/api/admin/bills/2020-01-01/trade/cancel")).Status.ShouldBe(404);
        (await ops.PostAsync("/api/admin/bills/2020-01-01/other/fetch")).Status.ShouldBe(404);
        var settle = $"/api/admin/bill-differences/{Guid.NewGuid()}/settle";
        (await ops.PostAsync(settle, new { how = "accept", note = "x" })).Status.ShouldBe(404);
        (await ops.PostAsync(settle, new { how = "accept", note = " " })).Status.ShouldBe(400);
        (await ops.PostAsync(settle, new { how = "gone", note = "x" })).Status.ShouldBe(400);
    }

    private static async Task<string[]> AlarmsAsync(ApiClient staff, string subject) =>
        [
            .. (await staff.GetAsync("/api/ops/alarms?limit=200"))
                .ShouldBeOk()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(a => a.GetProperty("subject").GetString() == subject)
                .Select(a => a.GetProperty("kind").GetString()!),
        ];
}

[Collection(InProcessOnSqlite.Name)]
public sealed class BillRefusalsInProcessOnSqlite(InProcessOnSqlite product) : BillRefusalTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class BillRefusalsRemoteOnPostgres(RemoteOnPostgres product) : BillRefusalTests(product);
