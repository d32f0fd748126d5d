namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A customer returns vouchers: the money goes back once and the units are free again.</summary>
public abstract class RefundTests(ProductFixture product) : MoneyTests(product)
{
    [Fact]
    public async Task A_customer_returns_all_and_the_units_are_free_again()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        var key = Guid.NewGuid().ToString();

        var accepted = await purchase.ReturnAsync(key: key);

        accepted.Status.ShouldBe(202, accepted.Text);
        accepted.Json.GetProperty("amountFen").GetInt64().ShouldBe(39_800);
        accepted.Json.GetProperty("outRefundNo").GetString()!.Length.ShouldBeLessThanOrEqualTo(32);
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 39_800);
        (await purchase.VouchersAsync()).ShouldAllBe(v => v.GetProperty("state").GetString() == "refunded");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
        var again = await purchase.ReturnAsync(key: key);
        (again.Status, again.Header("Idempotent-Replayed"), again.Json.GetProperty("state").GetString()).ShouldBe(
            (202, "true", "succeeded")
        );
        (await purchase.ReturnAsync(new { voucherIds = new[] { Guid.NewGuid() } }, key)).ShouldBeProblem(
            422,
            "key-reused"
        );
        (await purchase.ReturnAsync()).ShouldBeProblem(409, "nothing-to-refund");
    }

    [Fact]
    public async Task A_customer_returns_one_voucher_after_the_other()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        var vouchers = (await purchase.VouchersAsync()).Select(v => v.GetProperty("id").GetGuid()).ToArray();
        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0], Guid.NewGuid() } })).ShouldBeProblem(
            409,
            "voucher-not-refundable"
        );

        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0] } })).Status.ShouldBe(202);
        await purchase.RefundIsAsync("succeeded");
        (await purchase.StatusAsync()).ShouldBe("fulfilled");
        await Eventually.IsTrueAsync(
            Deadline,
            async () => (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64() == 9
        );
        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0] } })).ShouldBeProblem(
            409,
            "voucher-not-refundable"
        );

        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[1] } })).Status.ShouldBe(202);
        var view = await purchase.IsAsync("refunded");
        view.GetProperty("refunds").EnumerateArray().Sum(r => r.GetProperty("amountFen").GetInt64()).ShouldBe(39_800);
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task One_customer_who_presses_ten_times_gets_the_money_back_once()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => purchase.ReturnAsync()));
        answers.Count(a => a.Status == 202).ShouldBe(1, string.Join('\n', answers.Select(a => a.Text)));
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RefundInProcessOnSqlite(InProcessOnSqlite product) : RefundTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RefundRemoteOnPostgres(RemoteOnPostgres product) : RefundTests(product);
