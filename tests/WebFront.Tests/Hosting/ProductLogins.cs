namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The people who call a product: customers, crowds and staff.</summary>
public static class ProductLogins
{
    /// <summary>A customer who logs in as a phone does.</summary>
    public static async Task<ApiClient> LoginAsync(this ProductFixture fixture, string name)
    {
        var phones = new PhoneClient(fixture.Http(fixture.Address));
        var code = $"u-{name}-{Guid.NewGuid():N}";
        var customer = (await phones.LoginAsync(code, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        return fixture.With(customer.Token, new(customer.Id));
    }

    /// <summary>A fresh customer with a token, without the way over the login: for crowds.</summary>
    public static ApiClient NewCustomer(this ProductFixture fixture)
    {
        var id = new CustomerId(Guid.NewGuid());
        return fixture.With(fixture.Tokens.ForCustomer(id).Token, id);
    }

    public static ApiClient With(this ProductFixture fixture, string? token, CustomerId customer = default) =>
        new(fixture.Http(fixture.Address), token) { Customer = customer };

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
