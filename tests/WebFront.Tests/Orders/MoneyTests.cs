using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Base of the tests of money: each starts with a WeChat without faults and leaves it so.</summary>
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

    /// <summary>Returns the open alarms of a kind about a subject.</summary>
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

    /// <summary>Returns the frozen payment of an order as staff see it.</summary>
    protected async Task<JsonElement> FrozenAsync(Purchase purchase) =>
        (await Product.Staff.GetAsync("/api/admin/payments?state=frozen"))
            .ShouldBeOk()
            .Json.GetProperty("payments")
            .EnumerateArray()
            .Single(p =>
                p.GetProperty("orderId").ValueKind == JsonValueKind.String
                && p.GetProperty("orderId").GetGuid() == purchase.Id
            );

    /// <summary>Checks that the payment of this number was refunded once and whole.</summary>
    protected async Task WentBackOnceAsync(string outTradeNo, long amountFen)
    {
        var trade = (
            await Eventually.GetsAsync(
                Deadline,
                () => WeChat.TradeAsync(outTradeNo),
                t => t.Refunds.Count == 1 && t.Refunds[0].Status == "SUCCESS"
            )
        ).Value;
        trade.Refunds[0].RefundFen.ShouldBe(amountFen);
        (await WeChat.JournalAsync("refund", outTradeNo)).ShouldHaveSingleItem();
    }
}
