namespace FuelGrains.Load.Database;

/// <summary>Reads the tables of fuel sales and of vouchers that fuel orders hold and use.</summary>
internal static class FuelTables
{
    public static async Task<IReadOnlyList<FuelSaleRow>> ReadSalesAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await snapshot.ListAsync(
            "SELECT station_id, pump, site_transaction, volume_ml, amount_fen FROM fuel_sales",
            r => new FuelSaleRow(
                r.Id("station_id"),
                r.Int("pump"),
                r.Text("site_transaction"),
                r.Long("volume_ml"),
                r.Long("amount_fen")
            ),
            stop
        );
    }

    public static async Task<HoldRows> ReadHoldsAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return new(
            await snapshot.ListAsync(
                "SELECT holder, state FROM voucher_holds",
                r => new HoldRow(r.Text("holder"), (HoldState)r.Int("state")),
                stop
            ),
            await snapshot.ListAsync(
                "SELECT voucher_id, holder, used_ml, amount_fen FROM voucher_uses",
                r => new UseRow(r.Id("voucher_id"), r.Text("holder"), r.Long("used_ml"), r.Long("amount_fen")),
                stop
            )
        );
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
