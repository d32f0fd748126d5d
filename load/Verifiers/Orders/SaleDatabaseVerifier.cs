namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies a sale from the database: rows and counters, in one snapshot.</summary>
internal static class SaleDatabaseVerifier
{
    public static IEnumerable<Check> Of(PurchaseHistory history, CampaignTables tables)
    {
        var shards = tables.Shards;
        long Sum(Func<ShardRow, long> of) => shards.Sum(of);
        var stock = new ObservedStock(Sum(s => s.Allotted), Sum(s => s.Held), Sum(s => s.Confirmed));
        var orders = tables.Orders.Select(o => new ObservedOrder(o.Id, o.Customer, o.Quantity, o.IsLive));
        var checks = SaleVerifier.Of("database", history, stock, [.. orders]);
        checks["duplicated = 0: no two orders of one (customer, key)"] = tables
            .Orders.Repeated(o => (o.Customer, o.KeyHash))
            .Select(key => key.Customer);
        checks["shards over their allotment = 0"] = shards.Where(s => s.Held + s.Confirmed > s.Allotted);
        return checks;
    }
}
