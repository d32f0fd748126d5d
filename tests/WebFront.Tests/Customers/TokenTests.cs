using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>Tokens that are not ours, not now, or not for this.</summary>
public abstract class TokenTests(ProductFixture product) : WireTests(product)
{
    [Theory]
    [InlineData("none")]
    [InlineData("expired")]
    [InlineData("not-yet")]
    [InlineData("foreign-issuer")]
    [InlineData("foreign-audience")]
    [InlineData("foreign-key")]
    [InlineData("other-algorithm")]
    [InlineData("other-type")]
    [InlineData("no-expiry")]
    [InlineData("alg-none")]
    [InlineData("tampered")]
    [InlineData("rubbish")]
    [InlineData("twenty-kilobytes")]
    public async Task A_token_that_is_not_valid_is_answered_401(string kind)
    {
        var caller = Product.With(Token(kind));
        (await caller.GetAsync("/api/orders"))
            .ShouldBeProblem(401, "unauthenticated")
            .Header("WWW-Authenticate")
            .ShouldBe("Bearer");
        (await caller.PostAsync("/api/admin/flash-sales", new { })).ShouldBeProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task The_same_token_made_right_is_let_in() =>
        (await Product.With(Token("right")).GetAsync("/api/orders")).ShouldBeOk();

    [Fact]
    public async Task A_token_ends_with_its_lifetime_also_when_it_was_used_before()
    {
        var customer = Product.NewCustomer();
        (await customer.GetAsync("/api/orders")).ShouldBeOk();
        using (Product.Clock.Forward(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(31)))
            (await customer.GetAsync("/api/orders")).ShouldBeProblem(401, "unauthenticated");
        (await customer.GetAsync("/api/orders")).ShouldBeOk();
    }

    [Fact]
    public async Task A_customer_may_not_do_what_staff_does()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var customer = Product.NewCustomer();
        (await customer.GetAsync("/api/admin/flash-sales")).ShouldBeProblem(403, "forbidden");
        (await customer.PostAsync("/api/admin/flash-sales", new { })).ShouldBeProblem(403, "forbidden");
        (await customer.PostAsync($"/api/admin/flash-sales/{sale.Id}/close")).ShouldBeProblem(403, "forbidden");
        (await customer.PostAsync("/api/admin/staff", new { })).ShouldBeProblem(403, "forbidden");
        (await customer.GetAsync("/Api/Admin/flash-sales")).Status.ShouldBe(403);
        (await sale.LedgerAsync()).GetProperty("status").GetString().ShouldBe("published");
    }

    [Fact]
    public async Task Staff_may_not_do_what_customers_do_nor_what_other_roles_do()
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await Product.Staff.OrderAsync(sale)).ShouldBeProblem(403, "forbidden");
        (await Product.Staff.GetAsync("/api/orders")).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("ops").GetAsync("/api/admin/flash-sales")).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("marketing").PostAsync("/api/admin/staff", new { })).ShouldBeProblem(403, "forbidden");
        (await Product.StaffWith("marketing").GetAsync("/api/admin/flash-sales")).ShouldBeOk();
    }

    [Fact]
    public async Task Another_customers_order_is_answered_as_if_it_did_not_exist()
    {
        var sale = await Product.OpenFlashSaleAsync();
        var (alice, eve) = (Product.NewCustomer(), Product.NewCustomer());
        var order = (await alice.OrderAsync(sale)).ShouldBeAccepted();
        var nobodys = (await eve.GetAsync($"/api/orders/{Guid.NewGuid()}")).ShouldBeProblem(404, "not-found");

        (await eve.GetAsync(order.Location!))
            .ShouldBeProblem(404, "not-found")
            .WithoutTrace.ShouldBe(nobodys.WithoutTrace);
        (await eve.PostAsync($"{order.Location}/cancel"))
            .ShouldBeProblem(404, "not-found")
            .WithoutTrace.ShouldBe(nobodys.WithoutTrace);
        (await eve.GetAsync($"/api/orders?before={order.Json.GetProperty("orderId")}"))
            .ShouldBeOk()
            .Json.GetProperty("orders")
            .GetArrayLength()
            .ShouldBe(0);
        (await alice.GetAsync(order.Location!)).ShouldBeOk().Text.ShouldContain("pendingPayment");
    }

    private static string? Token(string kind)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var rule = new SecurityTokenDescriptor
        {
            Issuer = "fuelgrains",
            Audience = "fuelgrains",
            IssuedAt = now.AddMinutes(-60),
            NotBefore = now.AddMinutes(-60),
            Expires = now.AddHours(1),
            TokenType = "JWT",
            Claims = new Dictionary<string, object>
            {
                ["sub"] = Guid.NewGuid().ToString(),
                ["role"] = new[] { "customer" },
            },
            SigningCredentials = Key(ProductFixture.SigningKey, SecurityAlgorithms.HmacSha256),
        };
        switch (kind)
        {
            case "none":
                return null;
            case "expired":
                rule.Expires = now.AddSeconds(-31);
                break;
            case "not-yet":
                rule.NotBefore = now.AddSeconds(60);
                break;
            case "foreign-issuer":
                rule.Issuer = "somebody";
                break;
            case "foreign-audience":
                rule.Audience = "something";
                break;
            case "foreign-key":
                rule.SigningCredentials = Key(
                    "another-key-of-at-least-32-bytes-0123456789",
                    SecurityAlgorithms.HmacSha256
                );
                break;
            case "other-algorithm":
                rule.SigningCredentials = Key(
                    ProductFixture.SigningKey + ProductFixture.SigningKey,
                    SecurityAlgorithms.HmacSha512
                );
                break;
            case "other-type":
                rule.TokenType = "at+jwt";
                break;
            case "no-expiry":
                rule.Expires = null;
                break;
            case "rubbish":
                return "a.b.c";
            case "twenty-kilobytes":
                rule.Claims["pad"] = new string('x', 15_000);
                break;
        }
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(rule);
        var parts = token.Split('.');
        return kind switch
        {
            "alg-none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            "tampered" =>
                $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("\"customer\"", "\"admin\"", StringComparison.Ordinal))}.{parts[2]}",
            _ => token,
        };
    }

    private static SigningCredentials Key(string secret, string algorithm) =>
        new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), algorithm);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TokensInProcessOnSqlite(InProcessOnSqlite product) : TokenTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TokensRemoteOnPostgres(RemoteOnPostgres product) : TokenTests(product);
