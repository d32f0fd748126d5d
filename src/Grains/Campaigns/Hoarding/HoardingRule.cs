namespace FuelGrains.Grains.Campaigns.Hoarding;

/// <summary>The rule against hoarding by holding and letting go: who gets no further order, who gives way, and what does not count.</summary>
public sealed class HoardingRule(HoardingOptions options, IGatewayRecord gateway)
{
    /// <summary>How long returned units are kept for those who do not give way.</summary>
    public TimeSpan GiveWay => options.GiveWay;

    /// <summary>True when a customer has let go as many orders of the campaign as a customer may.</summary>
    public bool IsAtLimit(LetGo customer) => customer.Orders >= options.LetGoOrders;

    /// <summary>True when returned units go to others first.</summary>
    public bool GivesWay(LetGo customer) => customer.Lapsed >= options.LapsedHolds;

    /// <summary>
    /// An order's next state; excused when the order is let go and the gateway was away or hung while its hold lasted. That a payment was
    /// prepared excuses nothing. A lapsed hold is looked at again when its closing ends: the gateway may have been found away meanwhile.
    /// </summary>
    public OrderState Excuse(in OrderState was, in OrderState next, DateTimeOffset heldFrom, DateTimeOffset heldUntil) =>
        next.LetGo != default
        && (was.Status == OrderStatus.PendingPayment || next.Cause == CloseCause.Expired)
        && gateway.WasAway(heldFrom, heldUntil)
            ? next with
            {
                Excused = true,
            }
            : next;

    /// <summary>What staff see of a shard.</summary>
    public ShardHoarding Summarize(LetGoTally tally) =>
        new(
            tally.Orders,
            tally.Lapsed,
            tally.CustomersWithLapsed(options.LapsedHolds),
            tally.CustomersAt(options.LetGoOrders)
        );
}

/// <summary>Remembers when the payment gateway was away or hung.</summary>
public interface IGatewayRecord
{
    /// <summary>True when the gateway was away or hung at some moment of the span, as far as this silo knows.</summary>
    bool WasAway(DateTimeOffset from, DateTimeOffset until);
}
