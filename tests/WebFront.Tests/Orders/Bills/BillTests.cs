using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders.Bills;

/// <summary>
/// The bill of a day, through HTTP: WeChat's bill with planted differences comes at ten on the next day, and staff settle each
/// difference.
/// </summary>
public abstract class BillTests(ProductFixture product) : BillWireTests(product)
{
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

        await SettleEachAsync(staff, found, lost, console, refundNo);
        var asked = (await SettleAsync(staff, found[await TransactionAsync(missing)], "askWeChat")).ShouldBeOk().Json;
        asked.GetProperty("settledHow").GetString().ShouldBe("askWeChat");
        await AcceptOnceAsync(staff, found[theirs]);
        (await DifferencesAsync(staff, day)).ShouldNotContainKey(theirs);
        await SettlementShowsAsync(staff, day, kept);

        string? Kind(string number) => found[number].GetProperty("kind").GetString();
    }

    private async Task SettleEachAsync(
        ApiClient staff,
        Dictionary<string, JsonElement> found,
        Purchase lost,
        Purchase console,
        string refundNo
    )
    {
        await WeChat.NoFaultsAsync();
        (await SettleAsync(staff, found[await TransactionAsync(lost)], "recordPayment")).ShouldBeOk();
        await WentBackOnceAsync(lost.OutTradeNo, 19_900);
        (await SettleAsync(staff, found[refundNo], "bookRefund")).ShouldBeOk();
        var order = (await staff.GetAsync($"/api/admin/orders/{console.Id}")).ShouldBeOk().Json;
        order.GetProperty("refunds")[0].GetProperty("cause").GetString().ShouldBe("console");
        order.GetProperty("payments")[0].GetProperty("refundFen").GetInt64().ShouldBe(19_900);
        order.GetProperty("vouchers")[0].GetProperty("state").GetString().ShouldBe("refunded");
        (await WeChat.JournalAsync("refund", console.OutTradeNo)).ShouldBeEmpty("the money is gone already");
    }

    private static async Task AcceptOnceAsync(ApiClient staff, JsonElement difference)
    {
        (await SettleAsync(staff, difference, "bookRefund")).ShouldBeProblem(409, "wrong-settlement");
        (await SettleAsync(staff, difference, "accept")).ShouldBeOk();
        (await SettleAsync(staff, difference, "accept")).ShouldBeOk();
        (await SettleAsync(staff, difference, "recordPayment")).ShouldBeProblem(409, "difference-settled");
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

    private static Task<Reply> SettleAsync(ApiClient staff, JsonElement difference, string how) =>
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
        csv.Body.ShouldContain("日期,油站,活动,收款笔数");
        csv.Body.ShouldContain($"{day},,30 L 95#,1,199.00,0,0.00,1.19,197.81");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class BillsInProcessOnSqlite(InProcessOnSqlite product) : BillTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class BillsRemoteOnPostgres(RemoteOnPostgres product) : BillTests(product);
