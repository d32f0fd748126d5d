using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>The pages of operators, and the roles that may open them.</summary>
public abstract class OperationsTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task Health_is_told_to_anybody_and_tells_no_detail()
    {
        (await Product.Anonymous.GetAsync("/health/live")).ShouldBeOk().Text.ShouldBe("Healthy");
        (await Product.Anonymous.GetAsync("/health/ready")).ShouldBeOk().Text.ShouldBe("Healthy");
    }

    [Fact]
    public async Task Metrics_are_for_role_ops_and_for_the_scraper()
    {
        (await Product.Anonymous.GetAsync("/metrics")).ShouldBeProblem(401, "unauthenticated");
        (await Product.With("a-wrong-secret").GetAsync("/metrics")).ShouldBeProblem(401, "unauthenticated");
        (await Product.NewCustomer().GetAsync("/metrics")).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("admin", "marketing").GetAsync("/metrics")).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("ops").GetAsync("/metrics")).ShouldBeOk().Text.ShouldContain("# TYPE");
        // OneProcessTests reads the metrics of requests: among hosts of one process, one that stops ends them for the others.
        (await Product.With(ProductFixture.MetricsToken).GetAsync("/metrics"))
            .ShouldBeOk()
            .Text.ShouldContain("# TYPE");
        // The scraper's secret opens nothing else.
        (await Product.With(ProductFixture.MetricsToken).GetAsync("/ops/orleans/")).ShouldBeProblem(
            401,
            "unauthenticated"
        );
    }

    [Theory]
    [InlineData("/ops/orleans/")]
    [InlineData("/ops/orleans/DashboardCounters")]
    public async Task The_dashboard_and_its_data_are_for_role_ops_alone(string path)
    {
        (await Product.Anonymous.GetAsync(path)).ShouldBeProblem(401, "unauthenticated");
        (await Product.NewCustomer().GetAsync(path)).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("admin", "marketing").GetAsync(path)).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("ops").GetAsync(path)).ShouldBeOk();
    }

    [Fact]
    public async Task The_cookie_of_a_staff_login_opens_the_dashboard_and_nothing_else()
    {
        // The first admin is written after the start.
        var (login, _) = await Eventually.GetsAsync(
            TimeSpan.FromSeconds(10),
            () =>
                Product.Anonymous.PostAsync(
                    "/api/admin/login",
                    new { name = "admin", password = ProductFixture.AdminPassword }
                ),
            answer => answer.Status == 200
        );
        login.Json.GetProperty("roles").GetArrayLength().ShouldBe(StaffRoles.All.Length);
        var cookie = login.Header("Set-Cookie").ShouldNotBeNull();
        cookie.ShouldContain("path=/ops;");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");

        (await WithCookieAsync("/ops/orleans/", cookie)).Status.ShouldBe(200);
        (await WithCookieAsync("/api/admin/flash-sales", cookie)).ShouldBeProblem(401, "unauthenticated");
        (await WithCookieAsync("/metrics", cookie)).ShouldBeProblem(401, "unauthenticated");
        (
            await Product.Anonymous.PostAsync("/api/admin/login", new { name = "admin", password = "wrong" })
        ).ShouldBeProblem(401, "unauthenticated");
        (await Product.Anonymous.PostAsync("/api/admin/login", new { name = "nobody", password = "wrong" }))
            .ShouldBeProblem(401, "unauthenticated")
            .Header("Set-Cookie")
            .ShouldBeNull();
    }

    [Fact]
    public async Task The_description_lists_every_address_of_the_api()
    {
        var paths = (await Product.Anonymous.GetAsync("/openapi/v1.json")).ShouldBeOk().Json.GetProperty("paths");
        var routes = Product
            .Front.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint =>
                (
                    Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'),
                    Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
                )
            )
            .Where(route => route.Path.StartsWith("/api/", StringComparison.Ordinal))
            .ToArray();
        routes.Length.ShouldBeGreaterThan(15);
        foreach (var (path, methods) in routes)
        foreach (var method in methods)
            (
                paths.TryGetProperty(path, out var known) && known.TryGetProperty(method.ToLowerInvariant(), out _)
            ).ShouldBeTrue($"{method} {path}");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/staff")]
    [InlineData("/health/live")]
    public async Task Pages_come_with_headers_that_keep_strangers_out(string path)
    {
        var page = await Product.Anonymous.GetAsync(path);
        page.Header("Content-Security-Policy").ShouldNotBeNull().ShouldContain("frame-ancestors 'none'");
        page.Header("Content-Security-Policy").ShouldNotBeNull().ShouldNotContain("unsafe");
        page.Header("X-Content-Type-Options").ShouldBe("nosniff");
        page.Header("Referrer-Policy").ShouldBe("no-referrer");
        page.Header("Server").ShouldBeNull();
    }

    [Fact]
    public async Task Answers_of_the_api_are_not_to_be_sniffed()
    {
        var answer = (await Product.Anonymous.GetAsync("/api/flash-sales")).ShouldBeOk();
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Server").ShouldBeNull();
    }

    private async Task<Reply> WithCookieAsync(string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Product.Address, path));
        request.Headers.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        return await Product.Anonymous.SendAsync(request);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OperationsInProcessOnSqlite(InProcessOnSqlite product) : OperationsTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OperationsRemoteOnPostgres(RemoteOnPostgres product) : OperationsTests(product);
