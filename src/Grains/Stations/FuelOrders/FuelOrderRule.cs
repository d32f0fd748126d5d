using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Campaigns;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// The fuel order's state machine: the order's (PendingPayment, Closing, Paid, Fulfilled, Refunding), and beside it what a paid one waits
/// for at the pump. Every method answers the order as it would be; only a commit that names the fence it saw makes it so.
/// </summary>
public static class FuelOrderRule
{
    /// <summary>What money and the clock ask of an order's owner.</summary>
    public static (TransitionOutcome Outcome, FuelOrder Next) Decide(
        FuelOrder order,
        OrderAction verb,
        CloseCause cause,
        DateTimeOffset now
    ) =>
        (verb, order.Status) switch
        {
            (OrderAction.Prepare, OrderStatus.PendingPayment) => order.Prepared
                ? (TransitionOutcome.AlreadyApplied, order)
                : (TransitionOutcome.Applied, order with { Prepared = true }),
            (OrderAction.Confirm, OrderStatus.PendingPayment or OrderStatus.Closing) => (
                TransitionOutcome.Applied,
                Paid(order, now)
            ),
            (OrderAction.Confirm, not OrderStatus.Cancelled) => (TransitionOutcome.AlreadyApplied, order),
            (OrderAction.Release, OrderStatus.PendingPayment) when order.Prepared => (
                TransitionOutcome.Applied,
                order with
                {
                    Status = OrderStatus.Closing,
                    Cause = cause,
                    NextAt = null,
                    Tries = 0,
                }
            ),
            (OrderAction.Release, OrderStatus.PendingPayment) => (
                TransitionOutcome.Applied,
                Cancelled(order, cause, now)
            ),
            (OrderAction.Release, OrderStatus.Closing or OrderStatus.Cancelled) when order.Cause == cause => (
                TransitionOutcome.AlreadyApplied,
                order
            ),
            (OrderAction.FinishClosing, OrderStatus.Closing) => (
                TransitionOutcome.Applied,
                Cancelled(order, order.Cause, now)
            ),
            (OrderAction.FinishClosing, OrderStatus.Cancelled) => (TransitionOutcome.AlreadyApplied, order),
            // One that is paid and not fulfilled may have a live pump: only its own steps, or staff, end it.
            (OrderAction.Refund, OrderStatus.Fulfilled) => (
                TransitionOutcome.Applied,
                order with
                {
                    Status = OrderStatus.Refunding,
                }
            ),
            (OrderAction.Refund, OrderStatus.Refunding or OrderStatus.Refunded) => (
                TransitionOutcome.AlreadyApplied,
                order
            ),
            (OrderAction.ReturnUnits, OrderStatus.Refunding or OrderStatus.Fulfilled) => (
                TransitionOutcome.Applied,
                order with
                {
                    Status = OrderStatus.Refunded,
                    ClosedAt = now,
                }
            ),
            (OrderAction.ReturnUnits, OrderStatus.Refunded) => (TransitionOutcome.AlreadyApplied, order),
            _ => (TransitionOutcome.Rejected, order),
        };

    /// <summary>The money is there, or none was to be paid.</summary>
    public static FuelOrder Paid(FuelOrder order, DateTimeOffset now) =>
        order with
        {
            Status = OrderStatus.Paid,
            Cause = CloseCause.None,
            Phase = order.Kind == FuelOrderKind.PostPay ? FuelPhase.Clearing : FuelPhase.Authorising,
            PaidAt = now,
            NextAt = now,
            Tries = 0,
        };

    public static FuelOrder Unlocked(FuelOrder order, DateTimeOffset next) =>
        order with
        {
            Phase = FuelPhase.Fuelling,
            NextAt = next,
            Tries = 0,
        };

    /// <summary>The site told what was fuelled: the amount is fixed, and CLEAR comes next.</summary>
    public static FuelOrder Settled(
        FuelOrder order,
        FuelSale sale,
        FuelSettlement settled,
        ImmutableArray<VoucherShare> shares,
        DateTimeOffset now
    ) =>
        order with
        {
            Phase = FuelPhase.Clearing,
            Sale = sale.Id,
            Settled = settled,
            Shares = shares,
            PriceMilli = sale.PriceMilli ?? order.PriceMilli,
            NextAt = now,
            Tries = 0,
        };

    public static FuelOrder Fulfilled(FuelOrder order, DateTimeOffset now) =>
        order with
        {
            Status = OrderStatus.Fulfilled,
            Phase = FuelPhase.Done,
            FulfilledAt = now,
            NextAt = null,
            Tries = 0,
        };

    /// <summary>Nothing of its money is kept. Where none was paid it is over at once.</summary>
    public static FuelOrder GivenBack(FuelOrder order, string why, DateTimeOffset now) =>
        order with
        {
            Status = order.KeptFen == 0 ? OrderStatus.Refunded : OrderStatus.Refunding,
            Phase = FuelPhase.GivenBack,
            Note = why,
            NextAt = null,
            Tries = 0,
            ClosedAt = order.KeptFen == 0 ? now : null,
        };

    /// <summary>Staff keep so much of the money for an order that nobody could settle; its vouchers were not used.</summary>
    public static FuelOrder Judged(FuelOrder order, long keepFen, string why, DateTimeOffset now) =>
        keepFen == 0
            ? GivenBack(order, why, now)
            : Fulfilled(
                order with
                {
                    Settled = new(order.Settled?.VolumeMl ?? 0, keepFen, 0, keepFen),
                    Shares = [],
                    Note = why,
                },
                now
            );

    /// <summary>Nobody can say what is right: staff decide, and until then nothing moves.</summary>
    public static FuelOrder ToBackOffice(FuelOrder order, string why, DateTimeOffset now, FuelSaleId? sale = null) =>
        order with
        {
            Phase = FuelPhase.BackOffice,
            Note = why,
            StaffSince = now,
            Sale = order.Sale ?? sale,
            NextAt = null,
            Tries = 0,
        };

    /// <summary>What an answered (or unanswered) CLEAR does to its order; null while it stays unknown.</summary>
    public static FuelOrder? Cleared(FuelOrder order, ClearReply reply, DateTimeOffset now) =>
        reply.Outcome switch
        {
            ClearOutcome.Settled => Fulfilled(order, now),
            ClearOutcome.NotPermitted => GivenBack(order, "The site does not take this way of paying.", now),
            // Only a CLEAR that was not permitted opens a paid sale again: that answer was written, and we were cut off before we heard of it.
            ClearOutcome.WrongState when reply.Sale?.State == FuelSaleState.Open => GivenBack(
                order,
                "The site does not take this way of paying.",
                now
            ),
            ClearOutcome.PaidInside => GivenBack(order, "It was paid in the shop.", now),
            ClearOutcome.BackOffice => ToBackOffice(order, "The site does not say what became of the sale.", now),
            ClearOutcome.WrongState or ClearOutcome.NotFound => ToBackOffice(
                order,
                $"The sale could not be cleared: {reply.Outcome}, {reply.Sale?.State}.",
                now
            ),
            _ => null,
        };

    private static FuelOrder Cancelled(FuelOrder order, CloseCause cause, DateTimeOffset now) =>
        order with
        {
            Status = OrderStatus.Cancelled,
            Cause = cause,
            Phase = FuelPhase.GivenBack,
            ClosedAt = now,
            NextAt = null,
            Tries = 0,
        };
}
