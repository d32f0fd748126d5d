using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Tests of money: each leaves WeChat as it should be, whatever it made of it.</summary>
public abstract class MoneyTests(ProductFixture product) : WireTests(product), IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    protected WeChatControl WeChat => Product.WeChat;

    public ValueTask InitializeAsync() => new(WeChat.NoFaultsAsync());

    public async ValueTask DisposeAsync()
    {
        await WeChat.NoFaultsAsync();
        await WeChat.RefundsEndAsync("SUCCESS");
        GC.SuppressFinalize(this);
    }

    /// <summary>The open alarms of a kind about something.</summary>
    protected async Task<JsonElement[]> AlarmsAsync(string kind, string subject) =>
        [
            .. (await Product.Staff.GetAsync("/api/ops/alarms?limit=100"))
                .ShouldBeOk()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(a =>
                    a.GetProperty("kind").GetString() == kind && a.GetProperty("subject").GetString() == subject
                ),
        ];

    /// <summary>A frozen payment of an order, as staff see it.</summary>
    protected async Task<JsonElement> FrozenAsync(Purchase purchase) =>
        (await Product.Staff.GetAsync("/api/admin/payments?state=frozen"))
            .ShouldBeOk()
            .Json.GetProperty("payments")
            .EnumerateArray()
            .Single(p =>
                p.GetProperty("orderId").ValueKind == JsonValueKind.String
                && p.GetProperty("orderId").GetGuid() == purchase.Id
            );

    /// <summary>Each payment of the number went back once and whole, and no more than that.</summary>
    protected async Task WentBackOnceAsync(string outTradeNo, long amountFen)
    {
        var trade = (
            await Eventually.GetsAsync(
                Deadline,
                () => WeChat.TradeAsync(outTradeNo),
                t =>
                    t.GetProperty("refunds").GetArrayLength() == 1
                    && t.GetProperty("refunds")[0].GetProperty("status").GetString() == "SUCCESS"
            )
        ).Value;
        trade.GetProperty("refunds")[0].GetProperty("refundFen").GetInt64().ShouldBe(amountFen);
        (await WeChat.JournalAsync("refund", outTradeNo)).ShouldHaveSingleItem();
    }
}
