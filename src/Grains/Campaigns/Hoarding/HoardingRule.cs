namespace FuelGrains.Grains.Campaigns.Hoarding;

/// <summary>The rule against holding and letting go: who gets no further order, who gives way, and what does not count.</summary>
/// <param name="gatewayWasAwaySince">True when the payment gateway was away or hung at any time since then.</param>
public sealed class HoardingRule(HoardingOptions options, Func<DateTimeOffset, bool> gatewayWasAwaySince)
{
    /// <summary>How long returned units are kept for those who do not give way.</summary>
    public TimeSpan GiveWay => options.GiveWay;

    /// <summary>True when a customer has let go as many orders of the campaign as a customer may.</summary>
    public bool IsAtLimit(LetGo customer) => customer.Orders >= options.LetGoOrders;

    /// <summary>True when returned units go to others first.</summary>
    public bool GivesWay(LetGo customer) => customer.Lapsed >= options.LapsedHolds;

    /// <summary>
    /// An order's next state; excused when the order is let go and the gateway was away while its hold lasted, whoever pressed pay. The
    /// closing of a lapsed hold is asked again at its end: a gateway that hangs is found away only after some calls.
    /// </summary>
    public OrderState Excuse(in OrderState was, in OrderState next, DateTimeOffset heldFrom) =>
        next.LetGo != default
        && (was.Status == OrderStatus.PendingPayment || next.Cause == CloseCause.Expired)
        && gatewayWasAwaySince(heldFrom)
            ? next with
            {
                Excused = true,
            }
            : next;

    /// <summary>The counts of a shard, as staff see them.</summary>
    public ShardHoarding Summarize(LetGoTally tally) =>
        new(
            tally.Orders,
            tally.Lapsed,
            tally.CustomersWithLapsed(options.LapsedHolds),
            tally.CustomersAt(options.LetGoOrders)
        );
}
