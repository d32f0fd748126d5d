namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>A crowd orders at once: exactly the stock is sold, and every answer is true.</summary>
public abstract class RushTests(ProductFixture product) : WireTests(product)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Three_hundred_customers_get_exactly_a_hundred_units(int shards)
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 100, limitPerCustomer: 1, shards: shards);
        var crowd = Enumerable.Range(0, 300).Select(_ => Product.NewCustomer()).ToArray();
        var answers = await Task.WhenAll(crowd.Select(customer => UntilDefiniteAsync(customer, sale)));

        answers.Count(answer => answer.Status == 201).ShouldBe(100);
        foreach (var refusal in answers.Where(answer => answer.Status != 201))
            refusal.ShouldBeProblem(409, "all-held").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        var view = await sale.LedgerAsync();
        (
            view.GetProperty("free").GetInt64(),
            view.GetProperty("held").GetInt64(),
            view.GetProperty("stock").GetInt64()
        ).ShouldBe((0L, 100L, 100L));
        // Each accepted order is there, for its customer, once.
        foreach (var (customer, answer) in crowd.Zip(answers).Where(pair => pair.Second.Status == 201).Take(10))
            (await customer.GetAsync("/api/orders"))
                .Json.GetProperty("orders")
                .EnumerateArray()
                .ShouldHaveSingleItem()
                .GetProperty("id")
                .GetGuid()
                .ShouldBe(answer.Json.GetProperty("orderId").GetGuid());
    }

    [Fact]
    public async Task Fifty_requests_of_one_customer_get_exactly_the_limit()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 100, limitPerCustomer: 3, limitPerOrder: 1);
        var customer = Product.NewCustomer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => customer.OrderAsync(sale)));
        answers.Count(answer => answer.Status == 201).ShouldBe(3);
        foreach (var refusal in answers.Where(answer => answer.Status != 201))
            refusal.ShouldBeProblem(409, "limit-reached");
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task A_released_unit_is_sold_again_within_a_second()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 1, limitPerCustomer: 1);
        var (holder, waiting) = (Product.NewCustomer(), Product.NewCustomer());
        var held = (await holder.OrderAsync(sale)).ShouldBeAccepted();
        var refusal = (await waiting.OrderAsync(sale)).ShouldBeProblem(409, "all-held");
        refusal
            .Json.GetProperty("firstReturnAt")
            .GetDateTimeOffset()
            .ShouldBe(held.Json.GetProperty("payBy").GetDateTimeOffset());

        (await holder.PostAsync($"{held.Location}/cancel")).ShouldBeOk();
        var (_, took) = await Eventually.GetsAsync(
            TimeSpan.FromSeconds(1),
            () => waiting.OrderAsync(sale),
            answer => answer.Status == 201
        );
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_in_time_expires_and_its_unit_is_sold_again()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 1, limitPerCustomer: 1, payWithinSeconds: 60);
        var (late, next) = (Product.NewCustomer(), Product.NewCustomer());
        var order = (await late.OrderAsync(sale)).ShouldBeAccepted();
        using var _ = Product.Clock.Forward(TimeSpan.FromSeconds(61));

        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(3), async () => (await next.OrderAsync(sale)).Status == 201);
        var expired = (await late.GetAsync(order.Location!)).ShouldBeOk().Json;
        (expired.GetProperty("status").GetString(), expired.GetProperty("cause").GetString()).ShouldBe(
            ("cancelled", "expired")
        );
        (await late.PostAsync($"{order.Location}/cancel")).ShouldBeProblem(409, "order-not-open");
    }

    [Fact]
    public async Task All_paid_is_sold_out_and_a_paid_order_cannot_be_cancelled()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 2, limitPerCustomer: 2);
        var customer = Product.NewCustomer();
        var order = (await customer.OrderAsync(sale, 2)).ShouldBeAccepted();
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "all-held");
        await sale.ConfirmAsync(customer, order);

        (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(1),
                () => Product.NewCustomer().OrderAsync(sale),
                answer => answer.Slug == "sold-out"
            )
        )
            .Value.ShouldBeProblem(409, "sold-out")
            .RetryAfter.ShouldBeNull();
        (await customer.PostAsync($"{order.Location}/cancel")).ShouldBeProblem(409, "order-not-open");
        // The vouchers follow at once.
        (await customer.GetAsync(order.Location!))
            .Json.GetProperty("status")
            .GetString()
            .ShouldBeOneOf("paid", "fulfilled");
        (await sale.LedgerAsync()).GetProperty("confirmed").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task More_than_is_free_is_not_enough_rather_than_sold_out()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 3, limitPerCustomer: 2);
        (await Product.NewCustomer().OrderAsync(sale, 2)).ShouldBeAccepted();
        (await Product.NewCustomer().OrderAsync(sale, 2)).ShouldBeProblem(409, "not-enough");
        (await Product.NewCustomer().OrderAsync(sale, 1)).ShouldBeAccepted();
    }

    [Fact]
    public async Task Several_shards_sell_the_last_unit_to_whoever_asks()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 40, limitPerCustomer: 1, shards: 4);
        for (var i = 0; i < 40; i++)
            (await UntilDefiniteAsync(Product.NewCustomer(), sale)).ShouldBeAccepted();
        (await UntilDefiniteAsync(Product.NewCustomer(), sale)).ShouldBeProblem(409, "all-held");
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(40);
    }

    // Every client must ask again with the same key when the answer is unknown.
    private static async Task<Reply> UntilDefiniteAsync(ApiClient customer, TestSale sale)
    {
        var key = Guid.NewGuid().ToString();
        return (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                () => customer.OrderAsync(sale, key: key),
                answer => answer.Status < 500
            )
        ).Value;
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RushInProcessOnSqlite(InProcessOnSqlite product) : RushTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RushRemoteOnPostgres(RemoteOnPostgres product) : RushTests(product);
