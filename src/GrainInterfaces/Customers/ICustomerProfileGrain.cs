namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>What a customer lets others see of them, and their tank. The one writer of its row; without consent it keeps neither name nor picture.</summary>
[Alias("fuel.customer-profile")]
public interface ICustomerProfileGrain : IGrainWithGuidKey
{
    [Alias("get")]
    Task<CustomerProfile> GetAsync();

    [Alias("set")]
    Task<CustomerProfile> SetAsync(CustomerProfile profile);

    /// <summary>How much the tank holds, for nobody's eyes but the customer's; null: not known.</summary>
    [Alias("set-tank")]
    Task<CustomerProfile> SetTankAsync(int? litres);
}

/// <param name="Nickname">Null when there is none.</param>
/// <param name="Avatar">An https address on a host that the front allows; null when there is none.</param>
/// <param name="Consent">Whether team mates may see the two.</param>
/// <param name="TankLitres">How much the tank holds: from 5 to 400 litres. Set on its own.</param>
[GenerateSerializer, Immutable, Alias("fuel.customer-profile-data")]
public sealed record CustomerProfile(string? Nickname, string? Avatar, bool Consent, int? TankLitres = null)
{
    public static readonly CustomerProfile Nobody = new(null, null, false);
}
