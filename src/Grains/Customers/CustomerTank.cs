using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>Reads the size of a customer's tank inside the forecourt's transactions.</summary>
internal static class CustomerTank
{
    private const long MlPerLitre = 1_000;

    /// <summary>Returns millilitres; null when the customer did not say.</summary>
    public static async Task<long?> OfAsync(LedgerSession session, CustomerId customer) =>
        (await CustomerProfileTable.FindAsync(session, customer))?.TankLitres * MlPerLitre;
}
