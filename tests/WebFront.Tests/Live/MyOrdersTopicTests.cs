using System.Text.Json;
using FuelGrains.GrainInterfaces.Live;
using FuelGrains.Grains.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>Topic <c>me</c> shows a customer's own orders and nobody else's.</summary>
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
        // The customer's own order comes last, so an order of somebody else would have been seen by then.
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
    public async Task The_newest_connection_of_a_customer_always_gets_me_and_the_most_silent_of_five_gives_way()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var alice = Product.NewCustomer();
        var phones = new List<LiveClient>();
        for (var i = 0; i < 5; i++)
        {
            phones.Add(await LiveClient.ConnectAsync(Product, alice.Token));
            await phones[i].SubscribeAsync("me");
        }
        // Whoever says something is not silent.
        foreach (var phone in phones.Where((_, i) => i != 2))
            await phone.UnsubscribeAsync("nothing");
        phones.Add(await LiveClient.ConnectAsync(Product, alice.Token));
        (await phones[5].SubscribeAsync("me")).GetProperty("topic").GetString().ShouldBe("me");
        (await phones[2].NextAsync()).ToString().ShouldBe("""{"topic":"me"}""");

        (await alice.OrderAsync(sale)).ShouldBeAccepted();
        foreach (var phone in phones.Where((_, i) => i != 2))
            IsUpdate(await phone.NextAsync()).ShouldBeTrue();
        // The one that gave way takes its turn again when its customer wants it to.
        (await phones[2].SubscribeAsync("me"))
            .GetProperty("data")
            .GetProperty("orders")
            .GetArrayLength()
            .ShouldBe(1);
        foreach (var phone in phones)
            await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_renewed_late_asks_its_customers_for_what_went_past_it()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var alice = Product.NewCustomer();
        await using var phone = await LiveClient.ConnectAsync(Product, alice.Token);
        await phone.SubscribeAsync("me");
        var silo = Product.SiloServices.GetRequiredService<LiveNodes>();
        using (Product.GrainCalls.Lose<IWebNodesGrain>(nameof(IWebNodesGrain.AttachAsync)))
            await Eventually.IsTrueAsync(TimeSpan.FromSeconds(30), () => Task.FromResult(silo.Count == 0));
        (await alice.OrderAsync(sale)).ShouldBeAccepted();

        (await phone.NextAsync(message => !IsUpdate(message))).GetProperty("delayMs").GetInt32().ShouldBe(0);
        (await phone.SubscribeAsync("me")).GetProperty("data").GetProperty("orders").GetArrayLength().ShouldBe(1);
    }

    private static bool IsUpdate(JsonElement message) => message.TryGetProperty("from", out _);

    private static JsonElement Order(JsonElement message) =>
        message.GetProperty("data").GetProperty("orders").EnumerateArray().ShouldHaveSingleItem();
}

[Collection(InProcessOnSqlite.Name)]
public sealed class MyOrdersTopicInProcessOnSqlite(InProcessOnSqlite product) : MyOrdersTopicTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class MyOrdersTopicRemoteOnPostgres(RemoteOnPostgres product) : MyOrdersTopicTests(product);
