namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>
/// Keeps what a customer shows to others, and the size of their tank. The grain is the only writer of its row; without consent it keeps
/// neither name nor picture.
/// </summary>
[Alias("fuel.customer-profile")]
public interface ICustomerProfileGrain : IGrainWithGuidKey
{
    [Alias("get")]
    Task<CustomerProfile> GetAsync();

    [Alias("set")]
    Task<CustomerProfile> SetAsync(CustomerProfile profile);

    /// <summary>Sets the size of the tank in litres, which only the customer sees; null: unknown.</summary>
    [Alias("set-tank")]
    Task<CustomerProfile> SetTankAsync(int? litres);
}

/// <param name="Nickname">Null when there is none.</param>
/// <param name="Avatar">An https address on a host that the front allows; null when there is none.</param>
/// <param name="Consent">True: team mates may see name and picture.</param>
/// <param name="TankLitres">The size of the tank, from 5 to 400 litres; set by its own method.</param>
[GenerateSerializer, Immutable, Alias("fuel.customer-profile-data")]
public sealed record CustomerProfile(string? Nickname, string? Avatar, bool Consent, int? TankLitres = null)
{
    public static readonly CustomerProfile Nobody = new(null, null, false);
}
