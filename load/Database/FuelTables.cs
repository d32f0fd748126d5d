namespace FuelGrains.Load.Database;

/// <summary>Reads the tables of fuel sales and of vouchers that fuel orders hold and use.</summary>
internal static class FuelTables
{
    private const string Sales = "SELECT *, site_transaction AS \"transaction\" FROM fuel_sales";

    public static async Task<IReadOnlyList<FuelSaleRow>> ReadSalesAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await snapshot.ListAsync<FuelSaleRow>(Sales, stop);
    }

    public static async Task<HoldRows> ReadHoldsAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        var holds = await snapshot.ListAsync<HoldRow>("SELECT * FROM voucher_holds", stop);
        return new(holds, await snapshot.ListAsync<UseRow>("SELECT * FROM voucher_uses", stop));
    }
}

internal sealed record FuelSaleRow(Guid Station, int Pump, string Transaction, long VolumeMl, long AmountFen)
{
    public (Guid Station, int Pump, string Transaction) Key => (Station, Pump, Transaction);
}

internal sealed record HoldRows(IReadOnlyList<HoldRow> Holds, IReadOnlyList<UseRow> Uses);

internal sealed record HoldRow(string Holder, HoldState State);

internal sealed record UseRow(Guid Voucher, string Holder, long UsedMl, long AmountFen);

// The numbers are those of the schema's script.
internal enum HoldState
{
    Held = 0,
    Confirmed = 1,
    Released = 2,
    Expired = 3,
}
