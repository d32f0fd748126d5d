namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>What a customer lets others see of them. The one writer of its row; without consent it keeps neither name nor picture.</summary>
[Alias("fuel.customer-profile")]
public interface ICustomerProfileGrain : IGrainWithGuidKey
{
    [Alias("get")]
    Task<CustomerProfile> GetAsync();

    [Alias("set")]
    Task<CustomerProfile> SetAsync(CustomerProfile profile);
}

/// <param name="Nickname">Null when there is none.</param>
/// <param name="Avatar">An https address on a host that the front allows; null when there is none.</param>
/// <param name="Consent">Whether team mates may see the two.</param>
[GenerateSerializer, Immutable, Alias("fuel.customer-profile-data")]
public sealed record CustomerProfile(string? Nickname, string? Avatar, bool Consent)
{
    public static readonly CustomerProfile Nobody = new(null, null, false);
}
