namespace FuelGrains.WebFront.Tests.Customers.MiniProgram;

/// <summary>Settings of the client. The product is separate, because others have no such settings.</summary>
public sealed class ClientSettingsTests(ProductWithClientSettings separate) : IClassFixture<ProductWithClientSettings>
{
    private readonly InProcessOnSqlite _product = separate.Product;

    [Fact]
    public async Task A_client_reads_its_flags_and_the_oldest_version_that_may_order()
    {
        var config = (await _product.Anonymous.GetAsync("/api/config")).ShouldBeOk().Json;
        config.GetProperty("minimumVersion").GetString().ShouldBe("1.4.0");
        config.GetProperty("flags").GetProperty("fleet").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_is_too_old_begins_no_order_and_ends_what_it_began()
    {
        var (sale, alice) = (await _product.OpenFlashSaleAsync(limitPerCustomer: 5), await _product.LoginAsync("old"));
        (await OrderAsync(alice, sale, "1.3.9")).ShouldBeProblem(403, "client-too-old").Text.ShouldContain("1.4.0");
        (await OrderAsync(alice, sale, "1.10.0")).ShouldBeAccepted();
        var order = (await OrderAsync(alice, sale, null)).ShouldBeAccepted();
        (await SendAsync(alice, HttpMethod.Get, order.Location!, "1.3.9")).ShouldBeOk();
        (await SendAsync(alice, HttpMethod.Post, $"{order.Location}/pay", "1.3.9")).ShouldSucceed();
        (await OrderAsync(alice, sale, "new")).ShouldBeProblem(400, "client-version-invalid");
    }

    [Theory]
    [InlineData("/aB3_check.txt")]
    [InlineData("/drive/aB3_check.txt")]
    [InlineData("/team/aB3_check.txt")]
    public async Task WeChat_finds_the_file_that_it_asks_for(string path)
    {
        var file = (await _product.Anonymous.GetAsync(path)).ShouldBeOk();
        file.Text.ShouldBe("0123456789abcdef");
        file.ContentType.ShouldBe("text/plain; charset=utf-8");
        (await _product.Anonymous.GetAsync("/other.txt")).ShouldHaveStatus(404);
    }

    [Fact]
    public async Task Reports_beyond_the_limit_of_a_minute_are_turned_away()
    {
        var report = new
        {
            version = "1.4.0",
            page = "/pages/sale",
            message = "undefined is not a function",
        };
        for (var i = 0; i < 2; i++)
            (await _product.Anonymous.PostAsync("/api/client-errors", report)).ShouldHaveStatus(204);
        (await _product.Anonymous.PostAsync("/api/client-errors", report)).ShouldBeProblem(429, "too-many-requests");
    }

    private static Task<Reply> OrderAsync(ApiClient caller, TestSale sale, string? version) =>
        SendAsync(caller, HttpMethod.Post, $"/api/flash-sales/{sale.Id}/orders", version, """{"quantity":1}""");

    private static async Task<Reply> SendAsync(
        ApiClient caller,
        HttpMethod method,
        string path,
        string? version,
        string body = "{}"
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (method == HttpMethod.Post)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (version is not null)
            request.Headers.Add("Client-Version", version);
        return await caller.SendAsync(request);
    }
}

/// <summary>A product with settings of the client.</summary>
public sealed class ProductWithClientSettings : IAsyncLifetime
{
    public InProcessOnSqlite Product { get; } =
        new()
        {
            SiloSettings = new()
            {
                ["Client:MinimumVersion"] = "1.4.0",
                ["Client:Flags:fleet"] = "true",
                ["Client:ErrorsPerMinute"] = "2",
                ["Client:VerificationFiles:0:Name"] = "aB3_check.txt",
                ["Client:VerificationFiles:0:Text"] = "0123456789abcdef",
            },
        };

    public ValueTask InitializeAsync() => Product.InitializeAsync();

    public ValueTask DisposeAsync() => Product.DisposeAsync();
}
