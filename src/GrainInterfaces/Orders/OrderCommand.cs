using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>What may be asked of an order that exists.</summary>
[GenerateSerializer, Alias("fuel.order-action")]
public enum OrderAction
{
    /// <summary>A payment is about to be prepared: from now on the gateway closes the order before its units return.</summary>
    Prepare = 0,

    /// <summary>PendingPayment or Closing -> Paid: the money is there.</summary>
    Confirm = 1,

    /// <summary>PendingPayment -> Cancelled, or -> Closing when a payment was prepared.</summary>
    Release = 2,

    /// <summary>Closing -> Cancelled: no money comes any more, or the gateway was silent for too long.</summary>
    FinishClosing = 3,

    /// <summary>Paid -> Fulfilled: the vouchers are issued.</summary>
    Fulfil = 4,

    /// <summary>Paid or Fulfilled -> Refunding: all the money goes back. A fuel order whose pump may be live rejects this.</summary>
    Refund = 5,

    /// <summary>Units were refunded and are free again; with all of them back the order is Refunded.</summary>
    ReturnUnits = 6,
}

/// <summary>One request to the owner of an order.</summary>
/// <param name="Customer">The order's customer: the owner of goods checks it.</param>
/// <param name="Cause">With <see cref="OrderAction.Release"/>: why.</param>
/// <param name="Units">With <see cref="OrderAction.ReturnUnits"/>: how many are back in all, over the order's whole life.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-command")]
public readonly record struct OrderCommand(
    OrderId Order,
    CustomerId Customer,
    OrderAction Action,
    CloseCause Cause = CloseCause.None,
    int Units = 0
);
