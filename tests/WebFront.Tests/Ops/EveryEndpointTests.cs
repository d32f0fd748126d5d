using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>Rules that hold for every address, also for those of tomorrow.</summary>
public abstract class EveryEndpointTests(ProductFixture product) : WireTests(product)
{
    // Open to strangers on purpose. Whoever adds a line says with it that a stranger may call this.
    private static readonly HashSet<string> Open =
    [
        "/",
        "/staff",
        "/orders/{orderId}",
        "/vouchers",
        "/redeem/{stationId?}",
        "/groups",
        "/group",
        "/group/{campaignId}",
        "/team/{team}",
        "/api/login",
        "/api/admin/login",
        "/api/flash-sales",
        "/api/flash-sales/{saleId}",
        "/api/stations",
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
        var endpoints = Product
            .Front.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
        foreach (var endpoint in endpoints)
        {
            var path = string.Join(
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
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var content =
                    method == "POST" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null;
                var answer = await Product.Anonymous.SendAsync(
                    new(new HttpMethod(method), new Uri(Product.Address, path)) { Content = content }
                );
                answer.Status.ShouldBe(401, $"{method} {path}");
            }
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

    [Fact]
    public async Task An_unknown_address_is_not_found_or_asks_for_a_token()
    {
        (await Product.NewCustomer().GetAsync("/api/nothing")).ShouldBeProblem(404, "not-found");
        (await Product.NewCustomer().GetAsync("/api/../appsettings.json")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_foreign_origin_gets_no_permission_to_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Product.Address, "/api/flash-sales"));
        request.Headers.Add("Origin", "https://evil.example");
        (await Product.Anonymous.SendAsync(request)).ShouldBeOk().Header("Access-Control-Allow-Origin").ShouldBeNull();
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class EveryEndpointInProcessOnSqlite(InProcessOnSqlite product) : EveryEndpointTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class EveryEndpointRemoteOnPostgres(RemoteOnPostgres product) : EveryEndpointTests(product);
