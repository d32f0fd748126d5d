namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The people who call a product: customers, crowds and staff.</summary>
public static class ProductLogins
{
    /// <summary>A customer who logs in as a phone does.</summary>
    public static async Task<ApiClient> LoginAsync(this ProductFixture fixture, string name)
    {
        var answer = await fixture.Anonymous.PostAsync("/api/login", new { code = $"u-{name}-{Guid.NewGuid():N}" });
        answer.Status.ShouldBe(200, answer.Text);
        return new(fixture.Http, fixture.Address, answer.Json.GetProperty("token").GetString())
        {
            Customer = new(answer.Json.GetProperty("customerId").GetGuid()),
        };
    }

    /// <summary>A fresh customer with a token, without the way over the login: for crowds.</summary>
    public static ApiClient NewCustomer(this ProductFixture fixture)
    {
        var id = new CustomerId(Guid.NewGuid());
        return new(fixture.Http, fixture.Address, fixture.Tokens.ForCustomer(id).Token) { Customer = id };
    }

    public static ApiClient With(this ProductFixture fixture, string? token) =>
        new(fixture.Http, fixture.Address, token);

    /// <summary>A member of staff with some of the roles.</summary>
    public static ApiClient StaffWith(this ProductFixture fixture, params string[] roles) =>
        fixture.With(fixture.Tokens.ForStaff(new($"staff-{Guid.NewGuid():N}", [.. roles])).Token);

    /// <summary>Somebody who works at these stations and nowhere else.</summary>
    public static ApiClient StationStaff(this ProductFixture fixture, params StationId[] stations) =>
        fixture.With(
            fixture
                .Tokens.ForStaff(new($"station-{Guid.NewGuid():N}", [StaffRoles.Station]) { Stations = [.. stations] })
                .Token
        );
}
