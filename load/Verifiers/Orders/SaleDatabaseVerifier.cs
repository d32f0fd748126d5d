namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies a sale from the database: rows and counters, in one snapshot.</summary>
internal static class SaleDatabaseVerifier
{
    private const string Where = "database";

    public static IEnumerable<Check> Of(PurchaseHistory history, CampaignTables tables)
    {
        var stock = new ObservedStock(
            tables.Shards.Sum(s => s.Allotted),
            tables.Shards.Sum(s => s.Held),
            tables.Shards.Sum(s => s.Confirmed)
        );
        var orders = tables.Orders.Select(o => new ObservedOrder(
            o.Id,
            o.Customer,
            o.Quantity,
            o.State != OrderState.Cancelled
        ));
        var repeated = tables.Orders.GroupBy(o => (o.Customer, o.KeyHash)).Where(k => k.Count() > 1);
        return
        [
            .. SaleVerifier.Of(Where, history, stock, [.. orders]),
            Check.None(
                Where,
                "duplicated = 0: no two orders of one (customer, key)",
                repeated.Select(k => k.Key.Customer)
            ),
            Check.None(
                Where,
                "shards over their allotment = 0",
                tables.Shards.Where(s => s.Held + s.Confirmed > s.Allotted)
            ),
        ];
    }
}
