namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>A customer's consents: name and face are shown to others with them alone.</summary>
public abstract class ProfileTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_profile_is_kept_with_consent_and_forgotten_without()
    {
        var alice = Product.NewCustomer();
        (await alice.GetAsync("/api/me/profile")).ShouldBeOk().Json.GetProperty("consent").GetBoolean().ShouldBeFalse();
        (await alice.PutAsync("/api/me/profile", new { consent = true, nickname = " 小艾 " })).ShouldBeOk();
        (await alice.GetAsync("/api/me/profile")).Json.GetProperty("nickname").GetString().ShouldBe("小艾");
        (await alice.PutAsync("/api/me/profile", new { consent = false, nickname = "小艾" }))
            .ShouldBeOk()
            .Json.GetProperty("nickname")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await alice.GetAsync("/api/me/profile")).Text.ShouldNotContain("小艾");
    }

    [Fact]
    public async Task A_tank_is_kept_without_consent_and_neither_setting_touches_the_other()
    {
        var alice = Product.NewCustomer();
        (await alice.GetAsync("/api/me/profile"))
            .ShouldBeOk()
            .Json.GetProperty("tankLitres")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await alice.PutAsync("/api/me/profile/tank", new { litres = 55 }))
            .ShouldBeOk()
            .Json.GetProperty("consent")
            .GetBoolean()
            .ShouldBeFalse();
        (await alice.PutAsync("/api/me/profile", new { consent = true, nickname = "小艾" }))
            .ShouldBeOk()
            .Json.GetProperty("tankLitres")
            .GetInt32()
            .ShouldBe(55);
        (await alice.PutAsync("/api/me/profile/tank", new { litres = 60 }))
            .ShouldBeOk()
            .Json.GetProperty("nickname")
            .GetString()
            .ShouldBe("小艾");
        (await alice.PutAsync("/api/me/profile", new { consent = false }))
            .ShouldBeOk()
            .Json.GetProperty("tankLitres")
            .GetInt32()
            .ShouldBe(60);
        (await alice.PutAsync("/api/me/profile/tank", new { litres = (int?)null })).ShouldBeOk();
        (await alice.GetAsync("/api/me/profile"))
            .Json.GetProperty("tankLitres")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(401)]
    [InlineData(-1)]
    public async Task A_tank_is_of_a_size_that_there_is(int litres) =>
        (await Product.NewCustomer().PutAsync("/api/me/profile/tank", new { litres }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("litres");

    [Theory]
    [InlineData("http://thirdwx.qlogo.cn/1")]
    [InlineData("https://evil.example/1")]
    [InlineData("https://thirdwx.qlogo.cn.evil.example/1")]
    [InlineData("https://thirdwx.qlogo.cn@evil.example/1")]
    [InlineData("https://thirdwx.qlogo.cn:444/1")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/1")]
    public async Task A_picture_comes_from_where_the_operator_allows(string avatar) =>
        (await Product.NewCustomer().PutAsync("/api/me/profile", new { consent = true, avatar }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("avatar");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0000b")]
    [InlineData("a\u202eb")]
    [InlineData("123456789012345678901234567890123")]
    public async Task A_nickname_is_a_short_line_of_text(string nickname) =>
        (await Product.NewCustomer().PutAsync("/api/me/profile", new { consent = true, nickname }))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("nickname");
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ProfileInProcessOnSqlite(InProcessOnSqlite product) : ProfileTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ProfileRemoteOnPostgres(RemoteOnPostgres product) : ProfileTests(product);
