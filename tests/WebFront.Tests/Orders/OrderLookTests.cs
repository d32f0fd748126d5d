namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A customer only looks at an order whose payment no callback reported. The schedule of queries is ten minutes away.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class OrderLookTests(InProcessOnSqlite product) : MoneyTests(product)
{
    [Fact]
    public async Task A_look_makes_the_product_ask_WeChat_and_the_next_look_shows_the_order_paid()
    {
        using var front = Product.StartFront(new() { ["Payments:FirstQuery"] = "00:10:00" });
        var http = Product.Http(front.Address);
        var phones = new PhoneClient(http);
        var customer = (await phones.LoginAsync($"u-look-{Guid.NewGuid():N}", Ct)).ShouldNotBeNull();
        var order = (await phones.BuyAsync(customer, await OpenSaleAsync(http), 1, $"{Guid.NewGuid()}", Ct))
            .As<PlacedReply>()
            .OrderId;
        var number = await WeChat.NumberOfAsync(await phones.PayAsync(customer, order, Ct));
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.PayAsync(number);

        var first = await LookAsync();
        var later = (await Eventually.GetsAsync(Deadline, LookAsync, status => status == "fulfilled")).Value;

        (first, later).ShouldBe(("pendingPayment", "fulfilled"));
        (await WeChat.JournalAsync("query", number)).ShouldHaveSingleItem();

        async Task<string> LookAsync() => (await phones.OrderAsync(customer, order, Ct)).As<OrderReply>().Status;
    }

    private async Task<Guid> OpenSaleAsync(HttpClient http)
    {
        var staff = new StaffClient(http, Product.Staff.Token!, TimeProvider.System);
        var draft = new SaleDraft
        {
            ProductId = await staff.AnyProductAsync(Ct),
            Title = "look",
            Stock = 5,
            StartsAt = Product.Clock.GetUtcNow().AddSeconds(1),
            LimitPerCustomer = 1,
        };
        return (await staff.OpenAsync(draft, Ct)).Id;
    }
}
