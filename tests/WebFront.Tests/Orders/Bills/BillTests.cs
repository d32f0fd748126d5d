using System.Globalization;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders.Bills;

/// <summary>
/// The bill of a day, through HTTP: WeChat's bill with planted differences comes at ten on the next day, and staff settle each
/// difference.
/// </summary>
public abstract class BillTests(ProductFixture product) : MoneyTests(product)
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private const string Hostile = "95#,98# \"汽油\" `30 L`,`0.07,`";

    [Fact]
    public async Task Planted_differences_are_found_at_ten_and_settled()
    {
        var (kept, fee, missing, console) = (
            await Purchase.FulfilledAsync(Product),
            await Purchase.FulfilledAsync(Product),
            await Purchase.FulfilledAsync(Product),
            await Purchase.FulfilledAsync(Product)
        );
        var lost = await LostAsync();
        var (day, untilTen) = Today();
        var (refundNo, theirs) = ($"console-{Guid.NewGuid():N}"[..32], $"4200{Guid.NewGuid():N}"[..28]);
        await WeChat.BillAsync(
            day,
            new
            {
                goods = Hostile,
                creating = 1,
                missing = new[] { missing.OutTradeNo },
                fees = new Dictionary<string, decimal> { [fee.OutTradeNo] = 9.99m },
                consoleRefunds = new[]
                {
                    new
                    {
                        outTradeNo = console.OutTradeNo,
                        outRefundNo = refundNo,
                        amountFen = 19_900,
                    },
                },
                unknownPayments = new[]
                {
                    new
                    {
                        outTradeNo = "another-shop",
                        transactionId = theirs,
                        amountFen = 700,
                    },
                },
            }
        );
        using var later = Product.Clock.Forward(untilTen);
        var staff = Product.StaffWith("ops");
        await MatchedAsync(staff, day);

        var found = await DifferencesAsync(staff, day);
        Kind(await TransactionAsync(fee)).ShouldBe("feeOther");
        Kind(await TransactionAsync(missing)).ShouldBe("paymentMissingThere");
        Kind(await TransactionAsync(lost)).ShouldBe("paidThereUnknownHere");
        Kind(theirs).ShouldBe("paidThereUnknownHere");
        Kind(refundNo).ShouldBe("refundedThereUnknownHere");
        found.ShouldNotContainKey(await TransactionAsync(kept));

        await WeChat.NoFaultsAsync();
        (await SettleAsync(staff, found[await TransactionAsync(lost)], "recordPayment")).ShouldBeOk();
        await WentBackOnceAsync(lost.OutTradeNo, 19_900);
        (await SettleAsync(staff, found[refundNo], "bookRefund")).ShouldBeOk();
        var order = (await staff.GetAsync($"/api/admin/orders/{console.Id}")).ShouldBeOk().Json;
        order.GetProperty("refunds")[0].GetProperty("cause").GetString().ShouldBe("console");
        order.GetProperty("payments")[0].GetProperty("refundFen").GetInt64().ShouldBe(19_900);
        order.GetProperty("vouchers")[0].GetProperty("state").GetString().ShouldBe("refunded");
        (await WeChat.JournalAsync("refund", console.OutTradeNo)).ShouldBeEmpty("the money is gone already");
        var asked = (await SettleAsync(staff, found[await TransactionAsync(missing)], "askWeChat")).ShouldBeOk().Json;
        asked.GetProperty("settledHow").GetString().ShouldBe("askWeChat");
        (await SettleAsync(staff, found[theirs], "bookRefund")).ShouldBeProblem(409, "wrong-settlement");
        (await SettleAsync(staff, found[theirs], "accept")).ShouldBeOk();
        (await SettleAsync(staff, found[theirs], "accept")).ShouldBeOk();
        (await SettleAsync(staff, found[theirs], "recordPayment")).ShouldBeProblem(409, "difference-settled");
        (await DifferencesAsync(staff, day)).ShouldNotContainKey(theirs);

        await SettlementShowsAsync(staff, day, kept);

        string? Kind(string number) => found[number].GetProperty("kind").GetString();
    }

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

    /// <summary>A payment that WeChat has and nobody told of, whoever is asked.</summary>
    private async Task<Purchase> LostAsync()
    {
        var lost = await Purchase.PreparedAsync(Product);
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.FaultAsync("query", "stale");
        await WeChat.PayAsync(lost.OutTradeNo);
        return lost;
    }

    private (string Day, TimeSpan UntilTen) Today()
    {
        var now = Product.Clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.ToOffset(China).DateTime);
        var ten = new DateTimeOffset(today.AddDays(1).ToDateTime(new TimeOnly(10, 0, 30)), China);
        return (today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ten - now);
    }

    private async Task<string> TransactionAsync(Purchase purchase) =>
        (await WeChat.TradeAsync(purchase.OutTradeNo)).GetProperty("transactionId").GetString()!;

    // A bill of the day may be matched already, by an earlier test: then it is asked for again.
    private static async Task MatchedAsync(ApiClient staff, string day)
    {
        foreach (var kind in new[] { "trade", "fundFlow" })
            (await staff.PostAsync($"/api/admin/bills/{day}/{kind}/fetch")).Status.ShouldBeOneOf(202, 409);
        await Eventually.GetsAsync(
            Deadline,
            () => BillAsync(staff, day),
            bill => bill?.GetProperty("state").GetString() == "matched"
        );
    }

    private static async Task<JsonElement?> BillAsync(ApiClient staff, string day)
    {
        var bills = (await staff.GetAsync("/api/admin/bills")).ShouldBeOk().Json.GetProperty("bills").EnumerateArray();
        return bills
            .Cast<JsonElement?>()
            .FirstOrDefault(b =>
                b!.Value.GetProperty("day").GetString() == day && b.Value.GetProperty("kind").GetString() == "trade"
            );
    }

    private static async Task<Dictionary<string, JsonElement>> DifferencesAsync(ApiClient staff, string day) =>
        (await staff.GetAsync($"/api/admin/bill-differences?day={day}&limit=200"))
            .ShouldBeOk()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ToDictionary(d => d.GetProperty("number").GetString()!);

    private static async Task<string[]> AlarmsAsync(ApiClient staff, string subject) =>
        [
            .. (await staff.GetAsync("/api/ops/alarms?limit=200"))
                .ShouldBeOk()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(a => a.GetProperty("subject").GetString() == subject)
                .Select(a => a.GetProperty("kind").GetString()!),
        ];

    private static Task<Answer> SettleAsync(ApiClient staff, JsonElement difference, string how) =>
        staff.PostAsync(
            $"/api/admin/bill-differences/{difference.GetProperty("id").GetGuid()}/settle",
            new { how, note = "seen in the console" }
        );

    private static async Task SettlementShowsAsync(ApiClient staff, string day, Purchase kept)
    {
        var range = $"from={day}&to={day}";
        var lines = (await staff.GetAsync($"/api/admin/settlement?{range}")).ShouldBeOk().Json.GetProperty("lines");
        var line = lines
            .EnumerateArray()
            .Single(l =>
                l.GetProperty("campaignId") is { ValueKind: JsonValueKind.String } id && id.GetGuid() == kept.Sale.Id
            );
        line.GetProperty("paidFen").GetInt64().ShouldBe(19_900);
        line.GetProperty("feeMilliFen").GetInt64().ShouldBe(119_000);
        var csv = (await staff.GetAsync($"/api/admin/settlement.csv?{range}")).ShouldBeOk();
        csv.Text.ShouldContain("日期,油站,活动,收款笔数");
        csv.Text.ShouldContain($"{day},,30 L 95#,1,199.00,0,0.00,1.19,197.81");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class BillsInProcessOnSqlite(InProcessOnSqlite product) : BillTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class BillsRemoteOnPostgres(RemoteOnPostgres product) : BillTests(product);
