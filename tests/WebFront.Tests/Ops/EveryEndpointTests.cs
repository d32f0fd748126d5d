using FuelGrains.WebFront.Customers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>Rules that hold for every route, also for new ones.</summary>
public abstract class EveryEndpointTests(ProductFixture product) : WireTests(product)
{
    // These routes are open to strangers on purpose. A new line here says that a stranger may call the route.
    private static readonly HashSet<string> Open =
    [
        "/",
        "/staff",
        "/orders/{orderId}",
        "/vouchers",
        "/vouchers/{voucherId}",
        "/redeem/{stationId?}",
        "/groups",
        "/group",
        "/group/{campaignId}",
        "/team/{team}",
        "/api/login",
        "/api/config",
        "/m",
        "/api/client-errors",
        "/api/admin/login",
        "/api/flash-sales",
        "/api/flash-sales/{saleId}",
        "/api/stations",
        "/api/stations/{stationId}",
        "/api/products",
        "/api/group-buys",
        "/api/group-buys/{groupBuyId}",
        "/api/group-buys/{groupBuyId}/teams",
        "/api/teams/{shareCode}/qr.svg",
        "/api/wechat/pay-notify",
        "/api/wechat/refund-notify",
        "/health/live",
        "/health/ready",
        "/openapi/v1.json",
        "/hubs/live",
        "/hubs/live/negotiate",
        "/openfsc",
        "/screen/{stationId}",
        "/api/screens/{stationId}",
        "/api/stations/{stationId}/pumps/{pump}/qr.svg",
        "/drive",
        "/drive/{stationId:guid}",
        "/drive/{stationId}/{pump}",
        "/scalar/{documentName?}",
        "/scalar",
        "/scalar/scalar.js",
        "/scalar/favicon.svg",
        "/scalar/scalar.aspnetcore.js",
    ];

    [Fact]
    public void Each_endpoint_asks_for_a_right_or_is_open_on_purpose()
    {
        var endpoints = Product
            .Front.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .ToArray();
        endpoints.Length.ShouldBeGreaterThan(20);
        var open = endpoints
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
            )
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Distinct();
        open.Where(path => !Open.Contains(path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_endpoint_that_asks_for_a_right_answers_strangers_401()
    {
        foreach (var (endpoint, method, path) in Requests())
            (await SendAsync(Product.Anonymous, method, path)).Status.ShouldBe(
                401,
                $"{method} {path} {endpoint.DisplayName}"
            );
    }

    [Fact]
    public async Task Each_endpoint_answers_callers_who_are_remembered_and_have_another_right_403()
    {
        foreach (var (endpoint, method, path) in Requests())
        {
            var policy = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).First();
            if (policy is null)
                continue;
            var caller = policy == Authentication.Customer ? Product.StaffWith() : Product.NewCustomer();
            // The token is remembered from here on.
            await caller.GetAsync("/api/orders");
            (await SendAsync(caller, method, path)).Status.ShouldBe(403, $"{method} {path} {endpoint.DisplayName}");
        }
    }

    [Theory]
    [InlineData("TRACE", "/api/flash-sales")]
    [InlineData("BREW", "/api/flash-sales")]
    [InlineData("DELETE", "/api/orders")]
    [InlineData("PUT", "/api/login")]
    public async Task A_method_that_an_address_does_not_take_is_refused(string method, string path)
    {
        var answer = await RawHttp.SendAsync(
            Product.Address,
            method,
            path,
            [$"Authorization: Bearer {Product.NewCustomer().Token}"]
        );
        answer.ShouldBeProblem(405, "method-not-allowed");
    }

    [Theory]
    [InlineData("GET", "/api/nothing", "text/html")]
    [InlineData("GET", "/api", "text/html")]
    [InlineData("GET", "/api/orders/1/2/3", "application/json")]
    [InlineData("POST", "/api/nothing", "application/json")]
    [InlineData("POST", "/nothing", "text/html")]
    [InlineData("GET", "/js/nothing.js", "*/*")]
    [InlineData("GET", "/nothing", "text/html;q=0, */*")]
    [InlineData("GET", "/openfsc/nothing", "application/json")]
    public async Task An_address_that_there_is_not_is_not_found_whoever_asks(string method, string path, string accept)
    {
        foreach (var caller in new[] { Product.Anonymous, Product.NewCustomer(), Product.With("a-wrong-token") })
        {
            using var content = method == "POST" ? new StringContent("{}") : null;
            using var request = new HttpRequestMessage(new(method), new Uri(Product.Address, path))
            {
                Content = content,
            };
            request.Headers.TryAddWithoutValidation("Accept", accept).ShouldBeTrue();
            (await caller.SendAsync(request)).ShouldBeProblem(404, "not-found");
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/staff/nothing")]
    [InlineData("/orders/1/2")]
    public async Task A_browser_at_an_address_that_there_is_not_gets_a_page_that_says_so(string path)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            using var request = new HttpRequestMessage(new(method), new Uri(Product.Address, path));
            request.Headers.TryAddWithoutValidation(
                "Accept",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            );
            var answer = (await Product.Anonymous.SendAsync(request)).ShouldHaveStatus(404);
            answer.ContentType.ShouldBe("text/html; charset=utf-8");
            answer.Header("Cache-Control").ShouldBe("no-store");
            answer.Header("Vary").ShouldBe("Accept");
            answer.Header("Content-Security-Policy").ShouldNotBeNull();
            if (method == "GET")
                answer.Text.ShouldContain("/js/words.js");
            else
                answer.Text.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task No_address_leads_out_of_the_pages_folder() =>
        (await Product.NewCustomer().GetAsync("/api/../appsettings.json")).Status.ShouldBe(404);

    [Fact]
    public async Task A_foreign_origin_gets_no_permission_to_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Product.Address, "/api/flash-sales"));
        request.Headers.Add("Origin", "https://evil.example");
        (await Product.Anonymous.SendAsync(request)).ShouldBeOk().Header("Access-Control-Allow-Origin").ShouldBeNull();
    }

    private IEnumerable<(RouteEndpoint Endpoint, string Method, string Path)> Requests() =>
        Product
            .Front.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                    (endpoint, method, PathOf(endpoint))
                )
            );

    private static string PathOf(RouteEndpoint endpoint) =>
        string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                            ? literal.Content
                            : Guid.NewGuid().ToString()
                    )
                )
            )
        );

    private async Task<Reply> SendAsync(ApiClient caller, string method, string path)
    {
        using var content =
            method == "POST" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null;
        return await caller.SendAsync(
            new(new HttpMethod(method), new Uri(Product.Address, path)) { Content = content }
        );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class EveryEndpointInProcessOnSqlite(InProcessOnSqlite product) : EveryEndpointTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class EveryEndpointRemoteOnPostgres(RemoteOnPostgres product) : EveryEndpointTests(product);
