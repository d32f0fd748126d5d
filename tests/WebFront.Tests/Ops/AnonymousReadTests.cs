using FuelGrains.WebFront.Customers;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>Reads of strangers cost little: they come from memory, made-up ids are known as such, and an address has a limit.</summary>
public abstract class AnonymousReadTests(ProductFixture product) : WireTests(product)
{
    private const int Asked = 200;

    // Lists are a second old at most, and the questions may take some seconds.
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("/api/flash-sales/{id}")]
    [InlineData("/api/group-buys/{id}")]
    [InlineData("/api/group-buys/{id}/teams")]
    public async Task Made_up_sales_cost_no_query_each(string path)
    {
        var calls = await CallsAsync<ICampaignDirectoryGrain>(() => Product.Anonymous.GetAsync(Fill(path)), 404);
        calls.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Made_up_sales_that_look_as_if_they_were_created_just_now_cost_no_query_each()
    {
        var before = Product.GrainCalls.To<ICampaignDirectoryGrain>();
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, Asked)
                .Select(_ => Product.Anonymous.GetAsync($"/api/flash-sales/{CampaignId.New(Product.Clock)}"))
        );
        foreach (var reply in replies)
            reply.ShouldBeProblem(404, "not-found");
        (Product.GrainCalls.To<ICampaignDirectoryGrain>() - before).ShouldBeLessThan(Asked / 2);
    }

    [Fact]
    public async Task Made_up_stations_cost_no_query_each()
    {
        var calls = await CallsAsync<IStationDirectoryGrain>(
            () => Product.Anonymous.GetAsync(Fill("/api/stations/{id}/pumps/1/qr.svg")),
            404
        );
        calls.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Products_stations_and_codes_of_pumps_come_from_memory()
    {
        var station = await Product.NewStationAsync();
        (await Product.Anonymous.GetAsync($"/api/stations/{station}/pumps/1/qr.svg")).ShouldBeOk();
        foreach (
            var path in (string[])["/api/products", "/api/stations?limit=1", $"/api/stations/{station}/pumps/1/qr.svg"]
        )
            (await CallsAsync<IStationDirectoryGrain>(() => Product.Anonymous.GetAsync(path), 200)).ShouldBeLessThan(
                20,
                path
            );
    }

    [Fact]
    public async Task A_sale_is_found_by_everybody_as_soon_as_it_is_published()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Product.Anonymous.GetAsync(Fill("/api/flash-sales/{id}"))).ShouldHaveStatus(404);
            var sale = await Product.OpenFlashSaleAsync();
            (await Product.Anonymous.GetAsync(sale.Path)).ShouldBeOk();
        }
    }

    [Fact]
    public async Task A_list_of_stations_is_short_unless_more_are_asked_for()
    {
        for (var i = 0; i < 55; i++)
            await Product.NewStationAsync();
        var total = 0;
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () =>
                (
                    total = (await Product.Anonymous.GetAsync("/api/stations"))
                        .ShouldBeOk()
                        .Json.GetProperty("total")
                        .GetInt32()
                ) >= 55
        );
        (await Product.Anonymous.GetAsync("/api/stations"))
            .ShouldBeOk()
            .Json.GetProperty("stations")
            .GetArrayLength()
            .ShouldBe(50);
        (await Product.Anonymous.GetAsync("/api/stations?limit=1000"))
            .ShouldBeOk()
            .Json.GetProperty("stations")
            .GetArrayLength()
            .ShouldBeGreaterThanOrEqualTo(Math.Min(total, 1_000));
    }

    [Fact]
    public async Task An_address_without_a_token_has_a_limit_over_the_whole_api()
    {
        await using var front = Product.StartFront(
            new()
            {
                ["Limits:AnonymousPerAddressPerSecond"] = "0.01",
                ["Limits:AnonymousPerAddressBurst"] = "10",
                ["Front:KnownProxies:0"] = "127.0.0.1",
            }
        );
        var (mine, theirs) = (Product.At(front), $"203.0.113.{Random.Shared.Next(1, 250)}");
        string[] paths =
        [
            "/api/products",
            "/api/stations",
            "/api/flash-sales",
            "/api/group-buys",
            $"/api/flash-sales/{Guid.NewGuid()}",
        ];
        for (var i = 0; i < 9; i++)
            (await mine.GetAsync(paths[i % paths.Length])).Status.ShouldBeOneOf(200, 404);
        // Anything in the place of a token makes nobody known.
        (await Product.At(front, "bad.one.token").GetAsync("/api/products")).ShouldBeOk();
        foreach (var path in paths)
            (await mine.GetAsync(path))
                .ShouldBeProblem(429, "too-many-requests")
                .RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await Product.At(front, "bad.one.token").GetAsync("/api/products")).ShouldHaveStatus(429);

        // The proxy names another address, callers with a token and WeChat have limits of their own, and pages are none of the API.
        (await FromAsync(front, theirs, "/api/products")).ShouldBeOk();
        var token = front.Services.GetRequiredService<Tokens>().ForCustomer(new(Guid.NewGuid())).Token;
        (await Product.At(front, token).GetAsync("/api/products")).ShouldBeOk();
        (await mine.PostAsync("/api/wechat/pay-notify", new { })).Status.ShouldNotBe(429);
        (await mine.GetAsync("/health/live")).ShouldBeOk();
    }

    private async Task<Reply> FromAsync(Front front, string address, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(front.Address, path));
        request.Headers.Add("X-Forwarded-For", address);
        return await Product.At(front).SendAsync(request);
    }

    private async Task<long> CallsAsync<TGrain>(Func<Task<Reply>> ask, int status)
        where TGrain : Orleans.Runtime.IAddressable
    {
        var before = Product.GrainCalls.To<TGrain>();
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Asked; i++)
            (await ask()).ShouldHaveStatus(status);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(Slowest);
        return Product.GrainCalls.To<TGrain>() - before;
    }

    private static string Fill(string path) => path.Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class AnonymousReadsInProcessOnSqlite(InProcessOnSqlite product) : AnonymousReadTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class AnonymousReadsRemoteOnPostgres(RemoteOnPostgres product) : AnonymousReadTests(product)
{
    [Fact]
    public async Task A_sale_of_another_front_is_found_as_soon_as_it_is_published()
    {
        await using var front = Product.StartFront([]);
        for (var i = 0; i < 5; i++)
        {
            (await Product.At(front).GetAsync($"/api/flash-sales/{Guid.NewGuid()}")).ShouldHaveStatus(404);
            var sale = await Product.OpenFlashSaleAsync();
            (await Product.At(front).GetAsync(sale.Path)).ShouldBeOk();
        }
    }
}
