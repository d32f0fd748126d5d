namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Idempotency keys: which text is one, and one key is one order with one answer for good.</summary>
public abstract class IdempotencyKeyTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task An_order_without_a_key_is_refused()
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await Product.NewCustomer().PostAsync(sale.Orders, new { quantity = 1 })).ShouldBeProblem(
            400,
            "idempotency-key-missing"
        );
        (await RawAsync(sale, "Idempotency-Key:")).ShouldBeProblem(400, "idempotency-key-missing");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("with space")]
    [InlineData("bell\u0007")]
    [InlineData("tab\tinside")]
    [InlineData("caf\u00e9")]
    public async Task A_key_of_other_than_visible_ascii_characters_is_refused(string key)
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await RawAsync(sale, $"Idempotency-Key: {key}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_key_of_128_characters_is_good_and_longer_ones_are_refused()
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await Product.NewCustomer().OrderAsync(sale, key: new string('k', 128))).ShouldBeAccepted();
        (await Product.NewCustomer().OrderAsync(sale, key: new string('k', 129))).ShouldBeProblem(
            400,
            "idempotency-key-invalid"
        );
        (await Product.NewCustomer().OrderAsync(sale, key: new string('k', 300))).ShouldBeProblem(
            400,
            "idempotency-key-invalid"
        );
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_refused()
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await RawAsync(sale, "Idempotency-Key: one", "Idempotency-Key: two")).ShouldBeProblem(
            400,
            "idempotency-key-invalid"
        );
        (await RawAsync(sale, "Idempotency-Key: one", "Idempotency-Key: one")).ShouldBeProblem(
            400,
            "idempotency-key-invalid"
        );
    }

    [Fact]
    public async Task The_quoted_form_of_a_key_is_the_same_key()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var customer = Product.NewCustomer();
        var first = (await customer.OrderAsync(sale, key: "\"abc-123\"")).ShouldBeAccepted();
        ShouldReplay(await customer.OrderAsync(sale, key: "abc-123"), first);
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused_and_keeps_its_order()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var customer = Product.NewCustomer();
        var first = (await customer.OrderAsync(sale, 1, "key")).ShouldBeAccepted();
        (await customer.OrderAsync(sale, 2, "key")).ShouldBeProblem(422, "key-reused");
        ShouldReplay(await customer.OrderAsync(sale, 1, "key"), first);
    }

    [Fact]
    public async Task The_same_key_of_another_customer_or_for_another_sale_is_another_key()
    {
        var (one, other) = (await Product.OpenFlashSaleAsync(), await Product.OpenFlashSaleAsync());
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var orders = new[]
        {
            await alice.OrderAsync(one, key: "key"),
            await alice.OrderAsync(other, key: "key"),
            await bob.OrderAsync(one, key: "key"),
        };
        orders
            .Select(order => order.ShouldBeAccepted().Json.GetProperty("orderId").GetGuid())
            .Distinct()
            .Count()
            .ShouldBe(3);
    }

    [Fact]
    public async Task A_key_is_answered_again_when_all_is_held_after_the_end_when_cancelled_paused_and_closed()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 1, limitPerCustomer: 1);
        var end = (await sale.ViewAsync()).GetProperty("endsAt").GetDateTimeOffset();
        var customer = Product.NewCustomer();
        var first = (await customer.OrderAsync(sale, key: "key")).ShouldBeAccepted();
        first.Header("Idempotent-Replayed").ShouldBeNull();
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "all-held");

        ShouldReplay(await customer.OrderAsync(sale, key: "key"), first);
        using (Product.Clock.StopAt(end.AddMinutes(1)))
            ShouldReplay(await customer.OrderAsync(sale, key: "key"), first);
        await sale.StaffAsync("pause");
        ShouldReplay(await customer.OrderAsync(sale, key: "key"), first);
        await sale.StaffAsync("close");
        ShouldReplay(await customer.OrderAsync(sale, key: "key"), first);
    }

    [Fact]
    public async Task A_key_is_answered_again_when_the_sale_is_sold_out()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 1);
        var customer = Product.NewCustomer();
        var first = (await customer.OrderAsync(sale, key: "key")).ShouldBeAccepted();
        await sale.ConfirmAsync(customer, first);
        await Eventually.GetsAsync(
            TimeSpan.FromSeconds(1),
            () => Product.NewCustomer().OrderAsync(sale),
            answer => answer.Slug == "sold-out"
        );
        ShouldReplay(await customer.OrderAsync(sale, key: "key"), first);
    }

    [Fact]
    public async Task A_refusal_binds_nothing_so_the_key_may_succeed_later()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 1);
        var (first, second) = (Product.NewCustomer(), Product.NewCustomer());
        var held = (await first.OrderAsync(sale)).ShouldBeAccepted();
        (await second.OrderAsync(sale, key: "key")).ShouldBeProblem(409, "all-held");
        await first.PostAsync($"{held.Location}/cancel");
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(1),
            async () => (await second.OrderAsync(sale, key: "key")).Status == 201
        );
    }

    [Fact]
    public async Task The_same_key_twenty_times_at_once_is_one_order()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 100, limitPerCustomer: 50);
        var customer = Product.NewCustomer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => customer.OrderAsync(sale, key: "key")));

        foreach (var answer in answers.Where(answer => answer.Status != 201))
            answer.ShouldBeProblem(409, "in-progress").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        answers.Where(answer => answer.Status == 201).Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        answers.Count(answer => answer.Status == 201 && answer.Header("Idempotent-Replayed") is null).ShouldBe(1);
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(1);
    }

    private static void ShouldReplay(Reply again, Reply first)
    {
        again.ShouldBeAccepted().Text.ShouldBe(first.Text);
        again.Header("Idempotent-Replayed").ShouldBe("true");
        again.Location.ShouldBe(first.Location);
    }

    private Task<Reply> RawAsync(TestSale sale, params string[] headers) =>
        RawHttp.SendAsync(
            Product.Address,
            "POST",
            sale.Orders,
            [$"Authorization: Bearer {Product.NewCustomer().Token}", "Content-Type: application/json", .. headers],
            """{"quantity":1}"""
        );
}

[Collection(InProcessOnSqlite.Name)]
public sealed class IdempotencyKeysInProcessOnSqlite(InProcessOnSqlite product) : IdempotencyKeyTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class IdempotencyKeysRemoteOnPostgres(RemoteOnPostgres product) : IdempotencyKeyTests(product);
