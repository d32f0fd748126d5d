namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>An order in the customer's hands, from placing it to its end.</summary>
public abstract class OrderLifeTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_customer_orders_sees_the_order_and_cancels_it_and_the_unit_returns()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 10);
        var alice = await Product.LoginAsync("alice");

        var placed = (await alice.OrderAsync(sale)).ShouldBeAccepted();
        var id = placed.Json.GetProperty("orderId").GetGuid();
        placed.Location.ShouldBe($"/api/orders/{id}");
        placed.Json.GetProperty("status").GetString().ShouldBe("pendingPayment");
        placed.Json.GetProperty("amountFen").GetInt64().ShouldBe(19_900);
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(1);

        var listed = (await alice.GetAsync("/api/orders")).ShouldBeOk().Json.GetProperty("orders");
        listed.GetArrayLength().ShouldBe(1);
        listed[0].GetProperty("id").GetGuid().ShouldBe(id);
        var order = (await alice.GetAsync($"/api/orders/{id}")).ShouldBeOk();
        order.Json.GetProperty("saleId").GetGuid().ShouldBe(sale.Id);
        order.Json.GetProperty("quantity").GetInt32().ShouldBe(1);

        var cancelled = (await alice.PostAsync($"/api/orders/{id}/cancel")).ShouldBeOk().Json;
        cancelled.GetProperty("status").GetString().ShouldBe("cancelled");
        cancelled.GetProperty("cause").GetString().ShouldBe("customer");
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(0);
        (await sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
        // A second cancel is the same wish.
        (await alice.PostAsync($"/api/orders/{id}/cancel"))
            .ShouldBeOk()
            .Text.ShouldContain("cancelled");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OrderLifeInProcessOnSqlite(InProcessOnSqlite product) : OrderLifeTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OrderLifeRemoteOnPostgres(RemoteOnPostgres product) : OrderLifeTests(product);
