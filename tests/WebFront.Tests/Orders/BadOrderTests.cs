using System.Text;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Orders that cannot be: each is told why, in problem+json.</summary>
public abstract class BadOrderTests(ProductFixture product) : WireTests(product)
{
    [Theory]
    [InlineData("0", "quantity")]
    [InlineData("-1", "quantity")]
    [InlineData("3", "quantity")]
    [InlineData("2147483647", "quantity")]
    [InlineData("2147483648", "quantity")]
    [InlineData("1e400", "quantity")]
    [InlineData("1.5", "quantity")]
    [InlineData("\"1\"", "quantity")]
    [InlineData("null", "quantity")]
    [InlineData("[1]", "quantity")]
    public async Task A_quantity_that_no_order_may_have_is_refused_by_name(string quantity, string field)
    {
        var sale = await SaleAsync();
        (await Product.NewCustomer().PostTextAsync(sale.Orders, $$"""{"quantity":{{quantity}}}""", NewKey))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(field);
        await HasNoHoldAsync(sale);
    }

    [Theory]
    [InlineData("{}", "validation")]
    [InlineData("""{"quantity":1,"price":1}""", "validation")]
    [InlineData("""{"quantity":1,"quantity":2}""", "validation")]
    [InlineData("""{"Quantity":1}""", "validation")]
    [InlineData("{\"quantity\":1", "malformed-json")]
    [InlineData("{\"quantity\":NaN}", "malformed-json")]
    [InlineData("", "bad-request")]
    [InlineData("null", "bad-request")]
    [InlineData("[]", "malformed-json")]
    [InlineData("{\"quantity\":1}{}", "malformed-json")]
    [InlineData("{\"quantity\":\uFF11}", "malformed-json")]
    public async Task A_body_that_is_not_an_order_is_refused(string body, string slug)
    {
        var sale = await SaleAsync();
        (await Product.NewCustomer().PostTextAsync(sale.Orders, body, NewKey)).ShouldBeProblem(400, slug);
        await HasNoHoldAsync(sale);
    }

    [Fact]
    public async Task A_body_nested_two_hundred_deep_is_refused()
    {
        var sale = await SaleAsync();
        var body = $$"""{"quantity":{{new string('[', 200)}}{{new string(']', 200)}}}""";
        (await Product.NewCustomer().PostTextAsync(sale.Orders, body, NewKey)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_body_over_sixty_four_kilobytes_is_refused_with_or_without_its_length()
    {
        var sale = await SaleAsync();
        var body = $$"""{"quantity":1{{new string(' ', 65 * 1024)}}}""";
        (await Product.NewCustomer().PostTextAsync(sale.Orders, body, NewKey)).ShouldBeProblem(413, "body-too-large");

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, new Uri(Product.Address, sale.Orders))
        {
            Content = new StreamContent(stream),
        };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.Add("Idempotency-Key", NewKey);
        chunked.Content.Headers.ContentType = new("application/json");
        (await Product.NewCustomer().SendAsync(chunked)).ShouldBeProblem(413, "body-too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused(string type)
    {
        var sale = await SaleAsync();
        (await Product.NewCustomer().PostTextAsync(sale.Orders, """{"quantity":1}""", NewKey, type)).ShouldBeProblem(
            415,
            "unsupported-media-type"
        );
    }

    [Fact]
    public async Task An_unknown_a_malformed_and_an_unpublished_sale_get_the_same_answer()
    {
        var draft = await Product.DraftAsync();
        var unknown = new TestSale(Product, Guid.NewGuid(), 1);
        var customer = Product.NewCustomer();

        var answers = new[]
        {
            await customer.OrderAsync(draft),
            await customer.OrderAsync(unknown),
            await customer.PostAsync("/api/flash-sales/not-a-sale/orders", new { quantity = 1 }, NewKey),
            await customer.GetAsync(draft.Path),
            await customer.GetAsync(unknown.Path),
            await customer.GetAsync($"{draft.Path}%20"),
        };

        foreach (var answer in answers)
            answer.ShouldBeProblem(404, "not-found");
        answers.Select(answer => answer.WithoutTrace).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_millisecond_before_the_start_is_too_early_and_the_start_is_not()
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(
            Product.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds()
        );
        var sale = await Product.OpenFlashSaleAsync(startsAt: start);
        var customer = Product.NewCustomer();
        using (Product.Clock.StopAt(start.AddMilliseconds(-1)))
            (await customer.OrderAsync(sale))
                .ShouldBeProblem(409, "not-started")
                .Json.GetProperty("startsAt")
                .GetDateTimeOffset()
                .ShouldBe(start);
        using (Product.Clock.StopAt(start))
            (await customer.OrderAsync(sale)).ShouldBeAccepted();
    }

    [Fact]
    public async Task One_millisecond_before_the_end_is_in_time_and_the_end_is_not()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var end = (await sale.ViewAsync()).GetProperty("endsAt").GetDateTimeOffset();
        using (Product.Clock.StopAt(end.AddMilliseconds(-1)))
            (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
        using (Product.Clock.StopAt(end))
            (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "ended");
        using (Product.Clock.StopAt(end.AddMilliseconds(1)))
            (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "ended");
    }

    private static string NewKey => Guid.NewGuid().ToString();

    private Task<TestSale> SaleAsync() => Product.OpenFlashSaleAsync(limitPerCustomer: 5, limitPerOrder: 2);

    private static async Task HasNoHoldAsync(TestSale sale) =>
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(0);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class BadOrdersInProcessOnSqlite(InProcessOnSqlite product) : BadOrderTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class BadOrdersRemoteOnPostgres(RemoteOnPostgres product) : BadOrderTests(product);
