using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>
/// What may happen to an order that exists. Its owner is the stock shard that held it, so the key is a <see cref="StockShardKey"/>.
/// Each arrow is one conditional change, answered after its commit; the losing side of a race is told where the order stands.
/// </summary>
[Alias("fuel.order-owner")]
public interface IOrderOwnerGrain : IGrainWithStringKey
{
    /// <summary>A payment is about to be prepared: from now on the order is closed at the gateway before its units return.</summary>
    [Alias("prepare")]
    Task<TransitionReply> PrepareAsync(OrderId order, CustomerId customer);

    /// <summary>PendingPayment or Closing -> Paid: the money is there.</summary>
    [Alias("confirm")]
    Task<TransitionReply> ConfirmAsync(OrderId order, CustomerId customer);

    /// <summary>PendingPayment -> Cancelled, or -> Closing when a payment was prepared.</summary>
    [Alias("release")]
    Task<TransitionReply> ReleaseAsync(OrderId order, CustomerId customer, CloseCause cause);

    /// <summary>Closing -> Cancelled: no money comes any more, or the gateway was silent for too long.</summary>
    [Alias("finish-closing")]
    Task<TransitionReply> FinishClosingAsync(OrderId order, CustomerId customer);

    /// <summary>Paid -> Fulfilled: the vouchers are issued.</summary>
    [Alias("fulfil")]
    Task<TransitionReply> FulfilAsync(OrderId order, CustomerId customer);

    /// <summary>Paid or Fulfilled -> Refunding: all that was bought goes back.</summary>
    [Alias("refund")]
    Task<TransitionReply> RefundAsync(OrderId order, CustomerId customer);

    /// <summary>
    /// <paramref name="units"/> of the order's units, counted over its whole life, are refunded and free again. With all of them
    /// back the order is Refunded.
    /// </summary>
    [Alias("return-units")]
    Task<TransitionReply> ReturnUnitsAsync(OrderId order, CustomerId customer, int units);
}

[GenerateSerializer, Immutable, Alias("fuel.move-reply")]
public readonly record struct TransitionReply(TransitionOutcome Outcome, OrderStatus Status, CloseCause Cause);

[GenerateSerializer, Alias("fuel.move-outcome")]
public enum TransitionOutcome
{
    /// <summary>This call changed the order.</summary>
    Applied = 0,

    /// <summary>The same change had happened before.</summary>
    AlreadyApplied = 1,

    /// <summary>Another change was first; the reply says where the order stands.</summary>
    Rejected = 2,
    NotFound = 3,

    /// <summary>The outcome is unknown or the shard moved: ask again.</summary>
    Unknown = 4,
}
