namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>Verifies that no more units are sold than there are, and that the counters agree with the rows.</summary>
internal static class StockVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("stock");
        var (held, confirmed) = (all.Rows.Shards.Sum(s => s.Held), all.Rows.Shards.Sum(s => s.Confirmed));
        var (heldRows, soldRows) = (
            all.Rows.Orders.Sum(o => (long)o.HeldUnits),
            all.Rows.Orders.Sum(o => (long)o.SoldUnits)
        );
        checks.That(
            "oversold = 0",
            Math.Max(held + confirmed, heldRows + soldRows) <= all.Stock,
            $"sold {confirmed:N0}, held {held:N0} of {all.Stock:N0}"
        );
        checks.That(
            "counters = rows",
            held == heldRows && confirmed == soldRows,
            $"held {held:N0} and {heldRows:N0}, sold {confirmed:N0} and {soldRows:N0}"
        );
        checks.That(
            "allotted = stock",
            all.Rows.Shards.Sum(s => s.Allotted) == all.Stock,
            $"{all.Rows.Shards.Sum(s => s.Allotted):N0} of {all.Stock:N0}"
        );
        checks["shards over their allotment = 0"] = all.Rows.Shards.Where(s => s.Held + s.Confirmed > s.Allotted);
        return checks;
    }
}
