using Orleans.Runtime;

namespace FuelGrains.Grains.Orders;

/// <summary>The one place that knows which grain owns an order.</summary>
public sealed class OrderOwners(IGrainFactory grains)
{
    /// <summary>Commands the order's owner. An owner that cannot be reached answers <see cref="TransitionOutcome.Unknown"/>.</summary>
    internal async Task<TransitionReply> ApplyAsync(OrderSnapshot order, OrderAction action, int units = 0)
    {
        IOrderOwner owner = order.IsFuel
            ? grains.GetGrain<IFuelOrderGrain>(order.Id.Value)
            : grains.GetGrain<IOrderOwnerGrain>(order.Shard.ToString());
        try
        {
            return await owner.ApplyAsync(new(order.Id, order.Customer, action, Units: units));
        }
        catch (Exception unreachable) when (unreachable is TimeoutException or OrleansException)
        {
            return new(TransitionOutcome.Unknown, default, default);
        }
    }
}
