using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>How much a customer's tank holds, as the forecourt's transactions read it.</summary>
internal static class CustomerTank
{
    private const long MlPerLitre = 1_000;

    /// <summary>In millilitres; null when the customer did not say.</summary>
    public static async Task<long?> OfAsync(LedgerSession session, CustomerId customer) =>
        await session
            .Sql("SELECT tank_litres FROM customer_profiles WHERE customer_id = @id")
            .With("id", customer.Value)
            .FirstAsync(r => r.IntOrNull(0)) * MlPerLitre;
}
