namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>A customer's phone number comes from WeChat for a code, and is shown masked.</summary>
public abstract class PhoneTests(ProductFixture product) : WireTests(product)
{
    private const string Path = "/api/profile/phone";

    [Fact]
    public async Task A_number_is_kept_and_shown_masked_until_it_is_forgotten()
    {
        var alice = Product.NewCustomer();
        (await alice.GetAsync(Path)).ShouldBeOk().Json.GetProperty("phone").GetString().ShouldBeNull();

        (await GiveAsync(alice, "13800138000")).ShouldBeOk().Text.ShouldBe("""{"phone":"138****8000"}""");
        (await alice.GetAsync(Path)).Text.ShouldBe("""{"phone":"138****8000"}""");
        (await GiveAsync(alice, "13900139001")).ShouldBeOk();
        (await alice.GetAsync(Path)).Text.ShouldBe("""{"phone":"139****9001"}""");
        (await Product.NewCustomer().GetAsync(Path)).Json.GetProperty("phone").GetString().ShouldBeNull();

        (await ForgetAsync(alice)).ShouldHaveStatus(204);
        (await ForgetAsync(alice)).ShouldHaveStatus(204);
        (await alice.GetAsync(Path)).Json.GetProperty("phone").GetString().ShouldBeNull();
    }

    [Theory]
    [InlineData("852", "51234567", "+852 ****4567")]
    [InlineData("1", "2125550123", "+1 ****0123")]
    [InlineData("290", "8123", "+290 ****23")]
    public async Task A_number_from_abroad_shows_its_country(string country, string number, string masked) =>
        (await SendAsync(Product.NewCustomer(), await Product.WeChat.PhoneCodeAsync(number, Ct, country)))
            .ShouldBeOk()
            .Json.GetProperty("phone")
            .GetString()
            .ShouldBe(masked);

    [Fact]
    public async Task A_code_is_good_once()
    {
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var code = await Product.WeChat.PhoneCodeAsync("13800138000", Ct);
        (await SendAsync(alice, code)).ShouldBeOk();
        (await SendAsync(bob, code)).ShouldBeProblem(400, "bad-phone-code");
        (await bob.GetAsync(Path)).Json.GetProperty("phone").GetString().ShouldBeNull();
        (await SendAsync(alice, code)).ShouldBeProblem(400, "bad-phone-code");
        (await alice.GetAsync(Path)).Text.ShouldContain("138****8000");
    }

    [Fact]
    public async Task A_code_is_good_for_five_minutes()
    {
        var code = await Product.WeChat.PhoneCodeAsync("13800138000", Ct);
        await Product.WeChat.SetClockAsync(TimeSpan.FromMinutes(6), Ct);
        try
        {
            (await SendAsync(Product.NewCustomer(), code)).ShouldBeProblem(400, "bad-phone-code");
        }
        finally
        {
            await Product.WeChat.SetClockAsync(TimeSpan.Zero, Ct);
        }
    }

    [Fact]
    public async Task A_code_of_another_mini_program_gives_nothing()
    {
        var alice = Product.NewCustomer();
        var code = await Product.WeChat.PhoneCodeAsync("13800138000", Ct, appId: "wx0000000000000000");
        (await SendAsync(alice, code)).ShouldBeProblem(400, "foreign-phone-code");
        (await alice.GetAsync(Path)).Json.GetProperty("phone").GetString().ShouldBeNull();
    }

    [Theory]
    [InlineData("reset", null, 503, "phone-unavailable")]
    [InlineData("html", null, 503, "phone-unavailable")]
    [InlineData("refuse", "45011", 429, "too-many-requests")]
    public async Task What_WeChat_does_instead_is_said_in_words(string kind, string? code, int status, string slug)
    {
        var alice = Product.NewCustomer();
        await Product.WeChat.BreakAsync(new("phone", kind, Code: code, Times: 1), Ct);
        (await GiveAsync(alice, "13800138000")).ShouldBeProblem(status, slug).RetryAfter.ShouldNotBeNull();
        (await GiveAsync(alice, "13800138000")).ShouldBeOk();
    }

    [Theory]
    [InlineData("""{"code":""}""")]
    [InlineData("{}")]
    [InlineData("""{"code":null}""")]
    public async Task A_request_without_a_code_is_refused(string body) =>
        (await Product.NewCustomer().PostTextAsync(Path, body)).ShouldHaveStatus(400);

    private async Task<Reply> GiveAsync(ApiClient caller, string number) =>
        await SendAsync(caller, await Product.WeChat.PhoneCodeAsync(number, Ct));

    private async Task<Reply> ForgetAsync(ApiClient caller)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(Product.Address, Path));
        return await caller.SendAsync(request);
    }

    private static Task<Reply> SendAsync(ApiClient caller, string code) => caller.PostAsync(Path, new { code });
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PhonesInProcessOnSqlite(InProcessOnSqlite product) : PhoneTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PhonesRemoteOnPostgres(RemoteOnPostgres product) : PhoneTests(product);
