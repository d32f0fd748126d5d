namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies that no more units are sold than there are, and that the counters agree with the rows.</summary>
internal static class StockVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("stock");
        var (shards, orders) = (all.Rows.Shards, all.Rows.Orders);
        var (held, sold) = (shards.Sum(s => s.Held), shards.Sum(s => s.Confirmed));
        var (heldRows, soldRows) = (orders.Sum(o => (long)o.HeldUnits), orders.Sum(o => (long)o.SoldUnits));
        var most = Math.Max(held + sold, heldRows + soldRows);
        checks.That("oversold = 0", most <= all.Stock, $"sold {sold:N0}, held {held:N0} of {all.Stock:N0}");
        checks.That(
            "counters = rows",
            held == heldRows && sold == soldRows,
            $"held {held:N0} and {heldRows:N0}, sold {sold:N0} and {soldRows:N0}"
        );
        var allotted = shards.Sum(s => s.Allotted);
        checks.That("allotted = stock", allotted == all.Stock, $"{allotted:N0} of {all.Stock:N0}");
        checks["shards over their allotment = 0"] = shards.Where(s => s.Held + s.Confirmed > s.Allotted);
        return checks;
    }
}
