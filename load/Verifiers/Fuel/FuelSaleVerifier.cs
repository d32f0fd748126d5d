namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>
/// Verifies the product's fuel sales against the journal of the meters: none lost, none invented, none with other numbers.
/// </summary>
internal static class FuelSaleVerifier
{
    /// <param name="owed">The sales of the meters a while before the rows were read.</param>
    /// <param name="all">The sales of the meters when the rows were read.</param>
    public static IEnumerable<Check> Of(MeterSales owed, MeterSales all, IReadOnlyList<FuelSaleRow> rows)
    {
        var checks = new Checks("database");
        var known = rows.GroupBy(row => row.Key).ToDictionary(row => row.Key, row => row.ToList());
        checks["sales lost = 0: each sale of a meter has its row"] = owed.Keys.Where(sale => !known.ContainsKey(sale));
        checks["sales invented = 0: each row is a sale of a meter"] = known.Keys.Where(sale => !all.ContainsKey(sale));
        checks["sales known twice = 0"] = known.Where(sale => sale.Value.Count > 1).Select(sale => sale.Key);
        checks["each at the meter's own litres and amount"] = rows.Where(row =>
            all.TryGetValue(row.Key, out var meter)
            && (meter.VolumeMl, meter.AmountFen) != (row.VolumeMl, row.AmountFen)
        );
        return checks;
    }
}
