namespace FuelGrains.Load.Checks;

/// <summary>Asks the database: rows and counters of the sale, in one snapshot.</summary>
internal static class LedgerWitness
{
    private const string Where = "database";
    private const int Cancelled = 4;

    public static IEnumerable<Check> Judge(BurstRecord told, LedgerSnapshot ledger)
    {
        var stock = new SeenStock(
            ledger.Shards.Sum(s => s.Allotted),
            ledger.Shards.Sum(s => s.Held),
            ledger.Shards.Sum(s => s.Confirmed)
        );
        var orders = ledger
            .Orders.Select(o => new SeenOrder(o.Id, o.Customer, o.Quantity, o.Status != Cancelled))
            .ToList();
        var repeated = ledger
            .Orders.GroupBy(o => (o.Customer, o.KeyHash))
            .Where(k => k.Count() > 1)
            .Select(k => k.Key.Customer)
            .ToList();
        return
        [
            .. Judgement.Of(Where, told, stock, orders),
            Check.None(Where, "duplicated = 0: no two orders of one (customer, key)", repeated),
            Check.None(
                Where,
                "shards over their allotment = 0",
                [.. ledger.Shards.Where(s => s.Held + s.Confirmed > s.Allotted)]
            ),
        ];
    }
}
