using System.Globalization;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders.Bills;

/// <summary>Base of the tests of bills: today's bill, which WeChat gives at ten tomorrow.</summary>
public abstract class BillWireTests(ProductFixture product) : MoneyTests(product)
{
    protected const string Hostile = "95#,98# \"汽油\" `30 L`,`0.07,`";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    protected (string Day, TimeSpan UntilTen) Today()
    {
        var now = Product.Clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.ToOffset(China).DateTime);
        var ten = new DateTimeOffset(today.AddDays(1).ToDateTime(new TimeOnly(10, 0, 30)), China);
        return (today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ten - now);
    }

    protected async Task<string> TransactionAsync(Purchase purchase) =>
        (await WeChat.TradeAsync(purchase.OutTradeNo)).TransactionId!;

    // A bill of the day may be matched already, by an earlier test: then it is asked for again.
    protected static async Task MatchedAsync(ApiClient staff, string day)
    {
        foreach (var kind in new[] { "trade", "fundFlow" })
            (await staff.PostAsync($"/api/admin/bills/{day}/{kind}/fetch")).Status.ShouldBeOneOf(202, 409);
        await Eventually.GetsAsync(
            Deadline,
            () => BillAsync(staff, day),
            bill => bill?.GetProperty("state").GetString() == "matched"
        );
    }

    protected static async Task<JsonElement?> BillAsync(ApiClient staff, string day)
    {
        var bills = (await staff.GetAsync("/api/admin/bills")).ShouldBeOk().Json.GetProperty("bills").EnumerateArray();
        return bills
            .Cast<JsonElement?>()
            .FirstOrDefault(b =>
                b!.Value.GetProperty("day").GetString() == day && b.Value.GetProperty("kind").GetString() == "trade"
            );
    }

    protected static async Task<Dictionary<string, JsonElement>> DifferencesAsync(ApiClient staff, string day) =>
        (await staff.GetAsync($"/api/admin/bill-differences?day={day}&limit=200"))
            .ShouldBeOk()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ToDictionary(d => d.GetProperty("number").GetString()!);
}
