using System.Text;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Texts that are longer than WeChat takes: people may write them, and WeChat gets as much as fits.</summary>
public abstract class LongTextTests(ProductFixture product) : MoneyTests(product)
{
    [Fact]
    public async Task A_sale_with_a_long_Chinese_title_can_be_paid_and_a_refund_with_a_long_reason_arrives()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 10, limitPerCustomer: 5, title: new('油', 43));
        var purchase = await Purchase.FulfilledAsync(Product, sale);
        var description = (await WeChat.JournalAsync("prepay", purchase.OutTradeNo))
            .ShouldHaveSingleItem()
            .GetProperty("description")
            .GetString();
        description.ShouldBe(new string('油', 42));
        (await purchase.ViewAsync()).GetProperty("title").GetString().ShouldBe(new string('油', 43));

        var asked = await purchase.StaffRefundAsync(Product.StaffWith("ops"), 400, reason: new('退', 27));
        asked.Status.ShouldBe(202, asked.Text);
        asked.Json.GetProperty("reason").GetString().ShouldBe(new string('退', 27));
        await purchase.RefundIsAsync("succeeded");
        var sent = (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).ShouldHaveSingleItem();
        Encoding.UTF8.GetByteCount(sent.GetProperty("reason").GetString()!).ShouldBe(78);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class LongTextInProcessOnSqlite(InProcessOnSqlite product) : LongTextTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class LongTextRemoteOnPostgres(RemoteOnPostgres product) : LongTextTests(product);
