namespace FuelGrains.Load.Checks;

/// <summary>An order of the sale as one of the two witnesses, API or database, tells it.</summary>
internal sealed record SeenOrder(Guid Id, Guid Customer, int Quantity, bool Live);

/// <summary>The counters of the sale as a witness tells them.</summary>
internal sealed record SeenStock(long Stock, long Held, long Confirmed)
{
    public long Sold => Held + Confirmed;
}

/// <summary>The invariants themselves, the same for both witnesses. Pure: it asks nobody.</summary>
internal static class Judgement
{
    public static IEnumerable<Check> Of(
        string where,
        BurstRecord told,
        SeenStock stock,
        IReadOnlyList<SeenOrder> orders
    )
    {
        var live = orders.Where(o => o.Live).ToList();
        var units = live.Sum(o => (long)o.Quantity);
        yield return Check.Of(
            where,
            "sold = stock",
            told.RightlySold(stock.Sold),
            $"sold {stock.Sold:N0} (held {stock.Held:N0}, confirmed {stock.Confirmed:N0}) of {stock.Stock:N0}"
        );
        yield return Check.Of(
            where,
            "oversold = 0",
            stock.Sold <= told.Stock && units <= told.Stock,
            $"{Math.Max(0, Math.Max(stock.Sold, units) - told.Stock):N0}"
        );
        yield return Check.Of(
            where,
            "counters = orders",
            stock.Sold == units,
            $"counters {stock.Sold:N0}, orders {units:N0}"
        );
        yield return Check.None(
            where,
            "lost = 0: each acknowledged order is there, live and its customer's",
            Lost(told, live)
        );
        yield return Check.None(where, "invented = 0: no order without an acknowledgement", Invented(told, live));
        yield return Check.None(where, "limit per customer held: customers over it = 0", OverLimit(told, live));
    }

    private static List<Guid> Lost(BurstRecord told, List<SeenOrder> live)
    {
        var found = live.Select(o => (o.Customer, o.Id)).ToHashSet();
        return
        [
            .. told
                .Acknowledged.Where(p => !found.Contains((p.Press.Customer.Id, p.Last.OrderId)))
                .Select(p => p.Last.OrderId),
        ];
    }

    /// <summary>A customer who was told no, and has no attempt without an answer, must have nothing.</summary>
    private static List<Guid> Invented(BurstRecord told, List<SeenOrder> live) =>
        [
            .. live.Where(o =>
                    !told.Unsure.Contains(o.Customer)
                    && !told.AcknowledgedTo.GetValueOrDefault(o.Customer, []).Contains(o.Id)
                )
                .Select(o => o.Id),
        ];

    private static List<Guid> OverLimit(BurstRecord told, List<SeenOrder> live) =>
        [
            .. live.GroupBy(o => o.Customer)
                .Where(c => c.Sum(o => o.Quantity) > told.LimitPerCustomer)
                .Select(c => c.Key),
        ];
}
