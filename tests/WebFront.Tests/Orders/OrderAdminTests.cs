namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Staff looks up anybody's order before deciding about its money.</summary>
public abstract class OrderAdminTests(ProductFixture product) : MoneyTests(product)
{
    [Fact]
    public async Task An_order_is_shown_with_its_money_and_its_vouchers_but_without_their_codes()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        (
            await purchase.ReturnAsync(
                new { voucherIds = new[] { (await purchase.VouchersAsync())[0].GetProperty("id").GetGuid() } }
            )
        ).Status.ShouldBe(202);
        await purchase.RefundIsAsync("succeeded");

        var answer = (await Product.StaffWith("ops").GetAsync($"/api/admin/orders/{purchase.Id}")).ShouldBeOk();

        var file = answer.Json;
        file.GetProperty("order").GetProperty("id").GetGuid().ShouldBe(purchase.Id);
        file.GetProperty("customerId").GetGuid().ShouldBe(purchase.Customer.Customer.Value);
        file.GetProperty("frozen").GetBoolean().ShouldBeFalse();
        var payment = file.GetProperty("payments").EnumerateArray().ShouldHaveSingleItem();
        payment.GetProperty("state").GetString().ShouldBe("kept");
        payment.GetProperty("refundFen").GetInt64().ShouldBe(19_900);
        file.GetProperty("refunds")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("askedBy")
            .GetString()
            .ShouldBe("customer");
        file.GetProperty("vouchers")
            .EnumerateArray()
            .Select(v => v.GetProperty("state").GetString())
            .ShouldBe(["refunded", "issued"], ignoreOrder: true);
        file.GetProperty("vouchers")
            .EnumerateArray()
            .ShouldAllBe(v => !v.EnumerateObject().Any(member => member.Name == "code"));
    }

    [Fact]
    public async Task Nobody_but_ops_and_admin_looks_up_an_order()
    {
        var purchase = await Purchase.OrderAsync(Product);
        var path = $"/api/admin/orders/{purchase.Id}";
        (await Product.StaffWith("admin").GetAsync(path)).ShouldBeOk();
        (await Product.StaffWith("marketing").GetAsync(path)).ShouldBeProblem(403, "forbidden");
        (await purchase.Customer.GetAsync(path)).ShouldBeProblem(403, "forbidden");
        (await Product.Staff.GetAsync($"/api/admin/orders/{Guid.NewGuid()}")).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync("/api/admin/orders/none")).ShouldBeProblem(404, "not-found");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OrderAdminInProcessOnSqlite(InProcessOnSqlite product) : OrderAdminTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OrderAdminRemoteOnPostgres(RemoteOnPostgres product) : OrderAdminTests(product);
