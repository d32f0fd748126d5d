using FuelGrains.Load.Burst;

namespace FuelGrains.Load.Checks;

/// <summary>What the customers were told: the history that the API and the ledger are judged against.</summary>
internal sealed record BurstRecord(Guid Sale, long Stock, int LimitPerCustomer, IReadOnlyList<PressOutcome> Presses)
{
    public IReadOnlyList<PressOutcome> Acknowledged { get; } = [.. Presses.Where(p => p.Acknowledged)];

    public int Unresolved { get; } = Presses.Count(p => p.Unresolved);

    /// <summary>Each customer with the ids that were acknowledged to them.</summary>
    public IReadOnlyDictionary<Guid, Guid[]> AcknowledgedTo { get; } =
        Presses
            .GroupBy(p => p.Press.Customer.Id)
            .ToDictionary(c => c.Key, c => c.Where(p => p.Acknowledged).Select(p => p.Last.OrderId).ToArray());

    /// <summary>Customers for whom an order that nobody acknowledged is no lie: one of their attempts stayed without an answer.</summary>
    public IReadOnlySet<Guid> Unsure { get; } =
        Presses.Where(p => p.EverUnknown).Select(p => p.Press.Customer.Id).ToHashSet();

    /// <summary>What a sale with this demand must have sold. An unresolved press may or may not have taken a unit.</summary>
    public bool RightlySold(long sold)
    {
        var demand = Math.Min(Stock, (long)AcknowledgedTo.Count * LimitPerCustomer);
        // Each customer presses for one unit a phone, so a limit above that is not reached.
        var pressed = Math.Min(demand, Presses.Count);
        return Unresolved == 0 ? sold == pressed : sold <= Stock && sold >= Acknowledged.Count;
    }
}
