using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>The actions that change an existing order.</summary>
[GenerateSerializer, Alias("fuel.order-action")]
public enum OrderAction
{
    /// <summary>Marks the order prepared: from now on its attempts are closed at the gateway before its units are released.</summary>
    Prepare = 0,

    /// <summary>PendingPayment or Closing -> Paid: the payment has arrived.</summary>
    Confirm = 1,

    /// <summary>PendingPayment -> Cancelled, or -> Closing when a payment was prepared.</summary>
    Release = 2,

    /// <summary>Closing -> Cancelled: no payment can arrive any more, or the gateway did not answer for too long.</summary>
    FinishClosing = 3,

    /// <summary>Paid -> Fulfilled: the vouchers are issued.</summary>
    Fulfil = 4,

    /// <summary>
    /// Paid or Fulfilled -> Refunding: the whole payment is refunded. A fuel order whose pump may be live rejects this.
    /// </summary>
    Refund = 5,

    /// <summary>Returns refunded units, which can be sold again. An order with all of its units returned is Refunded.</summary>
    ReturnUnits = 6,

    /// <summary>The gateway did not answer when the customer wanted to pay: if the order lapses, that does not count.</summary>
    Excuse = 7,

    /// <summary>
    /// Paid -> Refunding, for a refund of everything whose row is on disk. A Fulfilled order rejects this: its vouchers came first.
    /// </summary>
    Stop = 8,
}

/// <summary>A command to the owner of an order.</summary>
/// <param name="Customer">The order's customer: the owner of goods checks it.</param>
/// <param name="Cause">The cause of an <see cref="OrderAction.Release"/>.</param>
/// <param name="Units">The units returned over the order's whole life, for <see cref="OrderAction.ReturnUnits"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.order-command")]
public readonly record struct OrderCommand(
    OrderId Order,
    CustomerId Customer,
    OrderAction Action,
    CloseCause Cause = CloseCause.None,
    int Units = 0
);
