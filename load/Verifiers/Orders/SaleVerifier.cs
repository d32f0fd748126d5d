namespace FuelGrains.Load.Verifiers.Orders;

/// <summary>
/// Verifies the invariants of a sale, the same from the API and from the database: sold = stock, nothing oversold, counters = orders, no
/// acknowledged order lost, none invented, nobody over the limit.
/// </summary>
internal static class SaleVerifier
{
    public static Checks Of(
        string where,
        PurchaseHistory history,
        ObservedStock stock,
        IReadOnlyList<ObservedOrder> orders
    )
    {
        var checks = new Checks(where);
        var live = orders.Where(o => o.Live).ToList();
        var units = live.Sum(o => (long)o.Quantity);
        checks.That(
            "sold = stock",
            history.RightlySold(stock.Sold),
            $"sold {stock.Sold:N0} (held {stock.Held:N0}, confirmed {stock.Confirmed:N0}) of {stock.Stock:N0}"
        );
        checks.That(
            "oversold = 0",
            stock.Sold <= history.Stock && units <= history.Stock,
            $"{Math.Max(0, Math.Max(stock.Sold, units) - history.Stock):N0}"
        );
        checks.That("counters = orders", stock.Sold == units, $"counters {stock.Sold:N0}, orders {units:N0}");
        checks["lost = 0: each acknowledged order is there, live and its customer's"] = Lost(history, live);
        checks["invented = 0: no order without an acknowledgement"] = Invented(history, live);
        checks["limit per customer held: customers over it = 0"] = OverLimit(history, live);
        return checks;
    }

    private static IEnumerable<Guid> Lost(PurchaseHistory history, List<ObservedOrder> live)
    {
        var found = live.Select(o => (o.Customer, o.Id)).ToHashSet();
        return history.Acknowledged.Where(p => !found.Contains((p.Purchase.Customer.Id, p.Order))).Select(p => p.Order);
    }

    /// <summary>A customer who was told no, and has no attempt without an answer, must have nothing.</summary>
    private static IEnumerable<Guid> Invented(PurchaseHistory history, List<ObservedOrder> live) =>
        live.Where(o => !history.Unsure.Contains(o.Customer))
            .Where(o => !history.AcknowledgedTo.GetValueOrDefault(o.Customer, []).Contains(o.Id))
            .Select(o => o.Id);

    private static IEnumerable<Guid> OverLimit(PurchaseHistory history, List<ObservedOrder> live) =>
        live.GroupBy(o => o.Customer).Where(c => c.Sum(o => o.Quantity) > history.LimitPerCustomer).Select(c => c.Key);
}
