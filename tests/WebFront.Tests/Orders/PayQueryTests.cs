namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A customer who comes back from WeChat asks for the payment; every callback is lost, or WeChat is silent.</summary>
public abstract class PayQueryTests(ProductFixture product) : MoneyTests(product)
{
    [Fact]
    public async Task Who_comes_back_from_paying_is_told_paid_although_every_callback_is_lost()
    {
        await WeChat.FaultAsync("pay-notify", "lose");
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo);

        var reply = (await AskAsync(purchase)).ShouldBeOk();

        reply.Json.GetProperty("status").GetString().ShouldBeOneOf("paid", "fulfilled");
        reply.Json.GetProperty("againInSeconds").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await purchase.IsAsync("fulfilled")).GetProperty("payments").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_not_paid_hears_that_and_when_to_ask_again()
    {
        var purchase = await Purchase.PreparedAsync(Product);

        var reply = (await AskAsync(purchase)).ShouldBeOk();

        reply.Json.GetProperty("orderId").GetGuid().ShouldBe(purchase.Id);
        reply.Json.GetProperty("status").GetString().ShouldBe("pendingPayment");
        reply.Json.GetProperty("weChat").GetString().ShouldBe("notPaid");
        reply.Json.GetProperty("againInSeconds").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_customer_who_asks_and_asks_hears_what_is_known_and_never_an_error()
    {
        var purchase = await Purchase.PreparedAsync(Product);

        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(purchase)));

        replies.ShouldAllBe(r => r.Status == 200);
        // A reply that waited for another one's query has its answer, and none of its own.
        replies.Count(r => r.Json.GetProperty("weChat").GetString() != "notQueried").ShouldBeLessThanOrEqualTo(3);
        replies.ShouldAllBe(r => r.Json.GetProperty("againInSeconds").GetInt32() <= 60);
    }

    [Fact]
    public async Task A_silent_WeChat_costs_the_customer_no_more_than_the_deadline()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.FaultAsync("query", "timeout-before", holdMs: 20_000);

        var began = TimeProvider.System.GetTimestamp();
        var reply = (await AskAsync(purchase)).ShouldBeOk();

        // The deadline is 4 s; a busy machine adds to it, and WeChat is silent for twice as long as this.
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        reply.Json.GetProperty("status").GetString().ShouldBe("pendingPayment");
    }

    [Fact]
    public async Task Nobody_asks_about_an_order_that_is_not_theirs_or_not_there()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        var stranger = await Product.LoginAsync("stranger");
        (await stranger.PostAsync($"/api/orders/{purchase.Id}/pay/query")).ShouldBeProblem(404, "not-found");
        (await stranger.PostAsync($"/api/orders/{Guid.NewGuid()}/pay/query")).ShouldBeProblem(404, "not-found");
        (await stranger.PostAsync("/api/orders/nonsense/pay/query")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task The_description_of_the_API_lists_the_question_with_its_answers()
    {
        var description = (await Product.Anonymous.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        description
            .GetProperty("paths")
            .GetProperty("/api/orders/{orderId}/pay/query")
            .GetProperty("post")
            .GetProperty("responses")
            .EnumerateObject()
            .Select(r => r.Name)
            .ShouldBe(["200", "404", "503"], ignoreOrder: true);
    }

    private static Task<Reply> AskAsync(Purchase purchase) =>
        purchase.Customer.PostAsync($"/api/orders/{purchase.Id}/pay/query");
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PayQueryInProcessOnSqlite(InProcessOnSqlite product) : PayQueryTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PayQueryRemoteOnPostgres(RemoteOnPostgres product) : PayQueryTests(product);
