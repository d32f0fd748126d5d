using FuelGrains.ForecourtSimulator;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Product;
using static FuelGrains.Load.Checks.LedgerRead;

namespace FuelGrains.Load.Sites;

/// <summary>The sales in the product's ledger against the journal of the meters: none lost, none made up, none with other numbers.</summary>
internal static class SaleMatch
{
    private const string Where = "database";

    public static async Task<IReadOnlyList<SaleRow>> ReadAsync(Store store, CancellationToken stop)
    {
        await using var read = await OpenAsync(store, stop);
        return await read.ListAsync(
            "SELECT station_id, pump, site_transaction, volume_ml, amount_fen FROM fuel_sales",
            r => new SaleRow(Id(r, 0), Number(r, 1), r.GetString(2), r.GetInt64(3), r.GetInt64(4)),
            stop
        );
    }

    /// <param name="owed">What the meters had sold a while before the rows were read.</param>
    /// <param name="all">What they had sold when the rows were read.</param>
    public static IEnumerable<Check> Of(
        IReadOnlyDictionary<(Guid Station, int Pump, string Transaction), Meter> owed,
        IReadOnlyDictionary<(Guid Station, int Pump, string Transaction), Meter> all,
        IReadOnlyList<SaleRow> rows
    )
    {
        var known = rows.GroupBy(row => row.Key).ToDictionary(row => row.Key, row => row.ToList());
        yield return Check.None(
            Where,
            "sales lost = 0: each sale of a meter has its row",
            [.. owed.Keys.Where(sale => !known.ContainsKey(sale))]
        );
        yield return Check.None(
            Where,
            "sales invented = 0: each row is a sale of a meter",
            [.. known.Keys.Where(sale => !all.ContainsKey(sale))]
        );
        yield return Check.None(
            Where,
            "sales known twice = 0",
            [.. known.Where(sale => sale.Value.Count > 1).Select(sale => sale.Key)]
        );
        yield return Check.None(
            Where,
            "each at the meter's own litres and amount",
            [
                .. rows.Where(row =>
                    all.TryGetValue(row.Key, out var meter)
                    && (meter.VolumeMl, meter.AmountFen) != (row.VolumeMl, row.AmountFen)
                ),
            ]
        );
    }
}

internal sealed record SaleRow(Guid Station, int Pump, string Transaction, long VolumeMl, long AmountFen)
{
    public (Guid Station, int Pump, string Transaction) Key => (Station, Pump, Transaction);
}
