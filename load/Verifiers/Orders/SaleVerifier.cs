namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>
/// Verifies the invariants of a sale, the same from the API and from the database: sold = stock, nothing oversold, counters = orders, no
/// acknowledged order lost, none invented, nobody over the limit.
/// </summary>
internal static class SaleVerifier
{
    public static Checks Of(string where, PurchaseHistory all, ObservedStock stock, IReadOnlyList<ObservedOrder> orders)
    {
        var checks = new Checks(where);
        var live = orders.Where(o => o.Live).ToList();
        var units = live.Sum(o => (long)o.Quantity);
        checks.That(
            "sold = stock",
            all.RightlySold(stock.Sold),
            $"sold {stock.Sold:N0} (held {stock.Held:N0}, confirmed {stock.Confirmed:N0}) of {stock.Stock:N0}"
        );
        checks.That(
            "oversold = 0",
            stock.Sold <= all.Stock && units <= all.Stock,
            $"{Math.Max(0, Math.Max(stock.Sold, units) - all.Stock):N0}"
        );
        checks.That("counters = orders", stock.Sold == units, $"counters {stock.Sold:N0}, orders {units:N0}");
        checks["lost = 0: each acknowledged order is there, live and its customer's"] = Lost(all, live);
        checks["invented = 0: no order without an acknowledgement"] = Invented(all, live);
        checks["limit per customer held: customers over it = 0"] = OverLimit(all, live);
        return checks;
    }

    private static IEnumerable<Guid> Lost(PurchaseHistory all, List<ObservedOrder> live)
    {
        var found = live.Select(o => (o.Customer, o.Id)).ToHashSet();
        return all.Acknowledged.Where(p => !found.Contains((p.Purchase.Customer.Id, p.Order))).Select(p => p.Order);
    }

    /// <summary>A customer who was told no, and has no attempt without an answer, must have nothing.</summary>
    private static IEnumerable<Guid> Invented(PurchaseHistory all, List<ObservedOrder> live) =>
        live.Where(o => !all.Unsure.Contains(o.Customer))
            .Where(o => !all.AcknowledgedTo.GetValueOrDefault(o.Customer, []).Contains(o.Id))
            .Select(o => o.Id);

    private static IEnumerable<Guid> OverLimit(PurchaseHistory all, List<ObservedOrder> live) =>
        live.GroupBy(o => o.Customer).Where(c => c.Sum(o => o.Quantity) > all.Limit).Select(c => c.Key);
}
