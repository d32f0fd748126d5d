namespace FuelGrains.GrainInterfaces.Orders.Shipping;

/// <summary>Decisions of staff about shipping reports, key 0. Each is audited in its own commit.</summary>
[Alias("fuel.shipping")]
public interface IShippingGrain : IGrainWithIntegerKey
{
    /// <summary>Reports again with another text: a refused report, or a reported one once, as WeChat allows.</summary>
    [Alias("report-again")]
    Task<ShippingDecision> ReportAgainAsync(OrderId order, string item, string staff);

    /// <summary>Ends a report that waits or was refused, because staff told WeChat themselves or WeChat need not know.</summary>
    [Alias("end")]
    Task<ShippingDecision> EndAsync(OrderId order, string reason, string staff);
}

/// <param name="Report">The report as it is now; null for an order that owes none.</param>
/// <param name="Done">False: the report's state does not allow the decision, and nothing changed.</param>
[GenerateSerializer, Immutable, Alias("fuel.shipping-decision")]
public sealed record ShippingDecision(bool Done, ShippingReport? Report);
