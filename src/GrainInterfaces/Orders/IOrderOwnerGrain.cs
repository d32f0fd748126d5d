using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>
/// The one owner of an order: a stock shard for goods, a fuel order's own grain for fuel. Each command is one conditional change,
/// answered after its commit. The losing side of a race gets the order's status.
/// </summary>
/// <remarks>Orleans finds a grain by its interface, so each owner has an interface of its own: see the two heirs of this one.</remarks>
public interface IOrderOwner
{
    [Alias("apply")]
    Task<TransitionReply> ApplyAsync(OrderCommand command);
}

/// <summary>The owner of orders of goods: the stock shard that held them. Key: <see cref="StockShardKey"/>.</summary>
[Alias("fuel.order-owner")]
public interface IOrderOwnerGrain : IGrainWithStringKey, IOrderOwner;

[GenerateSerializer, Immutable, Alias("fuel.transition-reply")]
public readonly record struct TransitionReply(TransitionOutcome Outcome, OrderStatus Status, CloseCause Cause);

[GenerateSerializer, Alias("fuel.transition-outcome")]
public enum TransitionOutcome
{
    /// <summary>This call changed the order.</summary>
    Applied = 0,

    /// <summary>The same change had happened before.</summary>
    AlreadyApplied = 1,

    /// <summary>Another change came first; the reply has the order's status.</summary>
    Rejected = 2,
    NotFound = 3,

    /// <summary>The outcome is unknown or the shard moved: repeat the command.</summary>
    Unknown = 4,
}
