using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Simulation;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>The owner of one order of goods: the real rule, and one commit for each change, as a shard's batch has.</summary>
internal sealed class SimulatedOwner(SimulatedDatabase database) : IOrderOwner
{
    /// <summary>A planted bug: an order that is fulfilled already is stopped as well.</summary>
    public bool StopsFulfilled { get; init; }

    public Task<TransitionReply> ApplyAsync(OrderCommand command) =>
        database.WriteAsync(async session =>
        {
            var was = await session
                .Sql("SELECT status, quantity, returned FROM orders WHERE id = @id")
                .With("id", command.Order.Value)
                .FirstAsync(r => new OrderState((OrderStatus)r.Int(0), CloseCause.None, true, r.Int(1), r.Int(2)));
            if (StopsFulfilled && command.Action == OrderAction.Stop)
                command = command with { Action = OrderAction.Refund };
            var (outcome, next) = OrderRule.Decide(was, command);
            await session
                .Sql("UPDATE orders SET status = @status, returned = @returned WHERE id = @id")
                .With("status", (int)next.Status)
                .With("returned", next.Returned)
                .With("id", command.Order.Value)
                .ExecuteAsync();
            return new TransitionReply(outcome, next.Status, next.Cause);
        });
}
