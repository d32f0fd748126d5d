using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>Topic <c>me</c>: one's own orders, and nobody else's.</summary>
public abstract class MyOrdersTopicTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_customer_sees_the_own_order_come_and_be_cancelled()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var alice = Product.NewCustomer();
        await using var phone = await LiveClient.ConnectAsync(Product, alice.Token);
        var rev = (await phone.SubscribeAsync("me")).GetProperty("rev").GetInt64();

        var order = (await alice.OrderAsync(sale)).ShouldBeAccepted();
        var came = await phone.NextAsync(IsUpdate);
        came.GetProperty("from").GetInt64().ShouldBe(rev);
        Order(came).GetProperty("id").GetGuid().ShouldBe(order.Json.GetProperty("orderId").GetGuid());
        Order(came).GetProperty("status").GetString().ShouldBe("pendingPayment");

        (await alice.PostAsync($"{order.Location}/cancel")).ShouldBeOk();
        var went = await phone.NextAsync(IsUpdate);
        went.GetProperty("from").GetInt64().ShouldBe(came.GetProperty("to").GetInt64());
        var listed = (await alice.GetAsync("/api/orders")).ShouldBeOk().Json.GetProperty("orders")[0];
        JsonElement.DeepEquals(Order(went), listed).ShouldBeTrue($"{Order(went)}");
    }

    [Fact]
    public async Task A_customer_sees_the_own_order_expire()
    {
        var sale = await Product.OpenFlashSaleAsync(payWithinSeconds: 60);
        var alice = Product.NewCustomer();
        (await alice.OrderAsync(sale)).ShouldBeAccepted();
        await using var phone = await LiveClient.ConnectAsync(Product, alice.Token);
        var snapshot = await phone.SubscribeAsync("me");
        Order(snapshot).GetProperty("status").GetString().ShouldBe("pendingPayment");

        using var _ = Product.Clock.Forward(TimeSpan.FromSeconds(61));
        Order(await phone.NextAsync(IsUpdate)).GetProperty("cause").GetString().ShouldBe("expired");
    }

    [Fact]
    public async Task Nobody_sees_the_orders_of_others()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var (alice, eve) = (Product.NewCustomer(), Product.NewCustomer());
        await using var phone = await LiveClient.ConnectAsync(Product, eve.Token);
        (await phone.SubscribeAsync("me")).GetProperty("data").GetProperty("orders").GetArrayLength().ShouldBe(0);

        (await alice.OrderAsync(sale)).ShouldBeAccepted();
        // The own order comes after, so by then the other would have been seen.
        var own = (await eve.OrderAsync(sale)).ShouldBeAccepted().Json.GetProperty("orderId").GetGuid();
        Order(await phone.NextAsync(IsUpdate)).GetProperty("id").GetGuid().ShouldBe(own);
        (await phone.SubscribeAsync("me")).GetProperty("data").GetProperty("orders").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Strangers_and_staff_have_no_orders_to_watch()
    {
        await using var stranger = await LiveClient.ConnectAsync(Product);
        await Should.ThrowAsync<HubException>(() => stranger.SubscribeAsync("me"));
        await using var staff = await LiveClient.ConnectAsync(Product, Product.Staff.Token);
        await Should.ThrowAsync<HubException>(() => staff.SubscribeAsync("me"));
    }

    [Fact]
    public async Task A_customer_watches_with_five_connections_at_most()
    {
        var alice = Product.NewCustomer();
        var phones = new List<LiveClient>();
        for (var i = 0; i < 6; i++)
            phones.Add(await LiveClient.ConnectAsync(Product, alice.Token));
        foreach (var phone in phones.Take(5))
            await phone.SubscribeAsync("me");
        await Should.ThrowAsync<HubException>(() => phones[5].SubscribeAsync("me"));
        await phones[0].DisposeAsync();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () =>
            {
                try
                {
                    return (await phones[5].SubscribeAsync("me")).GetProperty("topic").GetString() == "me";
                }
                catch (HubException)
                {
                    return false;
                }
            }
        );
        foreach (var phone in phones)
            await phone.DisposeAsync();
    }

    private static bool IsUpdate(JsonElement message) => message.TryGetProperty("from", out _);

    private static JsonElement Order(JsonElement message) =>
        message.GetProperty("data").GetProperty("orders").EnumerateArray().ShouldHaveSingleItem();
}

[Collection(InProcessOnSqlite.Name)]
public sealed class MyOrdersTopicInProcessOnSqlite(InProcessOnSqlite product) : MyOrdersTopicTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class MyOrdersTopicRemoteOnPostgres(RemoteOnPostgres product) : MyOrdersTopicTests(product);
