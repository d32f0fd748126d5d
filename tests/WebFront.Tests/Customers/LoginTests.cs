namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>A refusal of WeChat's, as the customer's phone and the staff get to know it.</summary>
public abstract class LoginTests(ProductFixture product) : WireTests(product)
{
    [Theory]
    [InlineData("40226", 403, "login-blocked", null)]
    [InlineData("41002", 403, "login-refused", null)]
    [InlineData("40029", 400, "bad-code", null)]
    [InlineData("40163", 400, "bad-code", null)]
    [InlineData("45011", 429, "too-many-requests", "60")]
    [InlineData("-1", 503, "unavailable", "1")]
    public async Task A_refusal_of_WeChat_says_whether_another_try_helps(
        string code,
        int status,
        string slug,
        string? retryAfter
    )
    {
        await Product.WeChat.FaultAsync("login", "refuse", code: code);
        try
        {
            var refused = (await LogInAsync()).ShouldBeProblem(status, slug);
            refused.Header("Retry-After").ShouldBe(retryAfter);
            refused.Json.GetProperty("detail").GetString()!.ShouldNotBeEmpty();
        }
        finally
        {
            await Product.WeChat.NoFaultsAsync();
        }
        (await LogInAsync()).ShouldBeOk();
    }

    [Theory]
    [InlineData("40013", "WeChat:AppId")]
    [InlineData("40125", "WeChat:AppSecret")]
    public async Task A_wrong_app_id_or_secret_is_a_refusal_and_an_alarm(string code, string setting)
    {
        await Product.WeChat.FaultAsync("login", "refuse", code: code);
        try
        {
            (await LogInAsync()).ShouldBeProblem(403, "login-refused");
            (await LogInAsync()).ShouldBeProblem(403, "login-refused");
        }
        finally
        {
            await Product.WeChat.NoFaultsAsync();
        }
        (await Product.Staff.GetAsync("/api/ops/alarms?limit=100"))
            .ShouldBeOk()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ShouldContain(alarm =>
                alarm.GetProperty("kind").GetString() == "wechat.login"
                && alarm.GetProperty("subject").GetString() == setting
            );
    }

    [Fact]
    public async Task A_text_with_a_nul_matches_nobody_and_breaks_nothing()
    {
        (
            await Product.Anonymous.PostAsync("/api/admin/login", new { name = "a\0b", password = "guess-guess-guess" })
        ).ShouldBeProblem(401, "unauthenticated");
        (await Product.Anonymous.GetAsync("/api/stations?find=a%00b")).Status.ShouldBeOneOf(200, 400);
        (await LogInAsync("u-a\0b")).Status.ShouldBeLessThan(500);
        foreach (var path in new[] { "orders", "vouchers" })
            (await Product.NewCustomer().GetAsync($"/api/{path}/a%00b")).Status.ShouldBe(400);
    }

    private Task<Reply> LogInAsync(string? code = null) =>
        Product.Anonymous.PostAsync("/api/login", new { code = code ?? $"u-{Guid.NewGuid():N}" });
}

[Collection(InProcessOnSqlite.Name)]
public sealed class LoginInProcessOnSqlite(InProcessOnSqlite product) : LoginTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class LoginRemoteOnPostgres(RemoteOnPostgres product) : LoginTests(product);
