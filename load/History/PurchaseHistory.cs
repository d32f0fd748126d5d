namespace FuelGrains.Load.History;

/// <summary>The outcomes of a flash sale's purchases: the API and the database are verified against them.</summary>
/// <param name="Limit">Units that a customer may buy.</param>
internal sealed record PurchaseHistory(Guid Sale, long Stock, int Limit, IReadOnlyList<PurchaseOutcome> Outcomes)
{
    public IReadOnlyList<PurchaseOutcome> Acknowledged { get; } = [.. Outcomes.Where(p => p.Acknowledged)];
    public int Unresolved { get; } = Outcomes.Count(p => p.Unresolved);

    /// <summary>Each customer with the ids of the orders that were acknowledged to them.</summary>
    public IReadOnlyDictionary<Guid, Guid[]> AcknowledgedTo { get; } =
        Outcomes
            .GroupBy(p => p.Purchase.Customer.Id)
            .ToDictionary(c => c.Key, c => c.Where(p => p.Acknowledged).Select(p => p.Order).ToArray());

    /// <summary>
    /// Customers with an attempt that stayed without an answer: an order that nobody acknowledged contradicts nothing they were told.
    /// </summary>
    public IReadOnlySet<Guid> Unsure { get; } =
        Outcomes.Where(p => p.EverUnknown).Select(p => p.Purchase.Customer.Id).ToHashSet();

    /// <summary>
    /// Whether so many units are what this demand must have taken. An unresolved purchase may or may not have taken a unit.
    /// </summary>
    public bool RightlySold(long sold)
    {
        var demand = Math.Min(Stock, (long)AcknowledgedTo.Count * Limit);
        // Each purchase is for one unit, so a limit above the number of phones is not reached.
        var wanted = Math.Min(demand, Outcomes.Count);
        return Unresolved == 0 ? sold == wanted : sold <= Stock && sold >= Acknowledged.Count;
    }
}

/// <summary>An order of the sale as the API or the database shows it.</summary>
internal sealed record ObservedOrder(Guid Id, Guid Customer, int Quantity, bool Live);

/// <summary>The counters of the sale as the API or the database shows them.</summary>
internal sealed record ObservedStock(long Stock, long Held, long Confirmed)
{
    public long Sold => Held + Confirmed;
}
