namespace FuelGrains.Grains.Campaigns.Stock.Forgetting;

/// <summary>
/// Forgets orders that are over, with their keys. A pass looks at every slot, a few a call: the pass marks an order that it finds over,
/// and the next pass, which begins as long after it as an order is kept, forgets the marked ones. So no slot keeps a time, and an order is
/// forgotten when it has been over for one to two times that long.
/// </summary>
/// <param name="keep">How long an order that is over is kept.</param>
internal sealed class EndedOrders(OrderSlots orders, TimeSpan keep)
{
    /// <summary>The slots that one call looks at: some 10 us of a tick, and a million slots in less than a minute.</summary>
    public const int MostSlots = 2_048;

    private int _next;
    private DateTimeOffset _nextPass;

    public void Forget(DateTimeOffset now)
    {
        if (_next == 0 && now < _nextPass)
            return;
        var (end, before) = (Math.Min(orders.End, _next + MostSlots), orders.Count);
        for (; _next < end; _next++)
            Look(_next);
        ShardMetrics.Forgotten(before - orders.Count);
        if (_next >= orders.End)
            (_next, _nextPass) = (0, now + keep);
    }

    private void Look(int index)
    {
        ref var slot = ref orders[index];
        if (!slot.IsOver)
            return;
        if (slot.IsMarked)
            orders.TryForget(index);
        else
            slot.IsMarked = true;
    }
}
