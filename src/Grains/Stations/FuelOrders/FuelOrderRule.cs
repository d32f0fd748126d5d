using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Campaigns;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// The fuel order's state machine: the order's status (PendingPayment, Closing, Paid, Fulfilled, Refunding), and beside it the phase of a
/// paid order at the pump. Every method answers the order as it would be; only a commit that names the version it saw makes it so.
/// </summary>
public static class FuelOrderRule
{
    /// <summary>Decides a command of payments or of the clock.</summary>
    public static (TransitionOutcome Outcome, FuelOrder Next) Decide(
        FuelOrder order,
        OrderAction action,
        CloseCause cause,
        DateTimeOffset now
    ) =>
        (action, order.Status) switch
        {
            (OrderAction.Prepare, OrderStatus.PendingPayment) => order.Prepared
                ? (TransitionOutcome.AlreadyApplied, order)
                : (TransitionOutcome.Applied, order with { Prepared = true }),
            // An accepted cancel is final: the money goes back.
            (OrderAction.Confirm, OrderStatus.PendingPayment or OrderStatus.Closing)
                when order.Cause != CloseCause.Customer => (TransitionOutcome.Applied, Paid(order, now)),
            (OrderAction.Confirm, not (OrderStatus.Cancelled or OrderStatus.Closing)) => (
                TransitionOutcome.AlreadyApplied,
                order
            ),
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
            // An order that is paid and not fulfilled may have a live pump: only its own steps or a decision of staff end it.
            (OrderAction.Refund, OrderStatus.Fulfilled) => (
                TransitionOutcome.Applied,
                order with
                {
                    Status = OrderStatus.Refunding,
                }
            ),
            (OrderAction.Refund or OrderAction.Stop, OrderStatus.Refunding or OrderStatus.Refunded) => (
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

    /// <summary>
    /// Decides a cancel of the order's driver. An order whose UNLOCKPUMP certainly never left is cancelled by this one change, because
    /// the change excludes <see cref="BeginUnlocking"/>. Any later cancel waits for the pump.
    /// </summary>
    public static (FuelCancelDecision Decision, FuelOrder Next) Cancel(FuelOrder order, DateTimeOffset now) =>
        order switch
        {
            { Status: OrderStatus.PendingPayment or OrderStatus.Closing or OrderStatus.Cancelled } => Decide(
                order,
                OrderAction.Release,
                CloseCause.Customer,
                now
            )
                is (TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied, var released)
                ? (FuelCancelDecision.Accepted, released)
                : (FuelCancelDecision.TooLate, order),
            { AwaitsFuel: false } => (FuelCancelDecision.TooLate, order),
            { UnlockingSince: null } => (FuelCancelDecision.Accepted, Refunded(order, "The driver gave up.", now)),
            _ => (FuelCancelDecision.LockFirst, order),
        };

    /// <summary>From this change on UNLOCKPUMP may leave. Without the change it must not.</summary>
    public static FuelOrder BeginUnlocking(FuelOrder order, DateTimeOffset now) =>
        order is { AwaitsFuel: true, Phase: FuelPhase.Authorising, UnlockingSince: null }
            ? order with
            {
                UnlockingSince = now,
            }
            : order;

    /// <summary>The order is paid, or there was nothing to pay.</summary>
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

    /// <summary>The site reported the sale: the amount is fixed, and CLEAR comes next.</summary>
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

    /// <summary>The whole payment is refunded. An order without a payment ends at once.</summary>
    public static FuelOrder Refunded(FuelOrder order, string why, DateTimeOffset now) =>
        order with
        {
            Status = order.KeptFen == 0 ? OrderStatus.Refunded : OrderStatus.Refunding,
            Phase = FuelPhase.Refunded,
            Note = why,
            NextAt = null,
            Tries = 0,
            ClosedAt = order.KeptFen == 0 ? now : null,
        };

    /// <summary>Staff decided how much of the payment is kept, because the order could not be settled. Its vouchers are not used.</summary>
    public static FuelOrder Decided(FuelOrder order, long keepFen, string why, DateTimeOffset now) =>
        keepFen == 0
            ? Refunded(order, why, now)
            : Fulfilled(
                order with
                {
                    Settled = new(order.Settled?.VolumeMl ?? 0, keepFen, 0, keepFen),
                    Shares = [],
                    Note = why,
                },
                now
            );

    /// <summary>Staff decide about the order, because no rule can. Until then nothing changes.</summary>
    public static FuelOrder ToBackOffice(FuelOrder order, string why, DateTimeOffset now, FuelSaleId? sale = null) =>
        order with
        {
            Phase = FuelPhase.BackOffice,
            Note = why,
            ReviewSince = now,
            Proposal = null,
            Sale = order.Sale ?? sale,
            NextAt = null,
            Tries = 0,
        };

    /// <summary>A decision that takes effect when a second member of staff decides the same.</summary>
    public static FuelOrder Proposed(FuelOrder order, FuelDecision decision, DateTimeOffset now) =>
        order with
        {
            Proposal = new(decision.KeepFen!.Value, decision.Staff, decision.Reason, now),
        };

    /// <summary>The order after a try to CLEAR its sale; null while the outcome is unknown.</summary>
    public static FuelOrder? Cleared(FuelOrder order, ClearReply reply, DateTimeOffset now) =>
        reply.Outcome switch
        {
            ClearOutcome.Settled => Fulfilled(order, now),
            ClearOutcome.NotPermitted => Refunded(order, "The site does not take this way of paying.", now),
            // Only a CLEAR that was not permitted opens a paid sale again: the answer was written, and the reply to this order was lost.
            // From then on the sale can be paid in the shop.
            ClearOutcome.WrongState when reply.Sale is { Payer: null, State: FuelSaleState.Open } => Refunded(
                order,
                "The site does not take this way of paying.",
                now
            ),
            ClearOutcome.WrongState when reply.Sale is { Payer: null, State: FuelSaleState.PaidInside } => Refunded(
                order,
                "It was paid in the shop.",
                now
            ),
            ClearOutcome.PaidInside => Refunded(order, "It was paid in the shop.", now),
            ClearOutcome.BackOffice => ToBackOffice(order, "The site does not say what became of the sale.", now),
            ClearOutcome.WrongState or ClearOutcome.NotFound => ToBackOffice(
                order,
                $"The sale could not be cleared: {reply.Outcome}, {reply.Sale?.State}.",
                now
            ),
            _ => null,
        };

    /// <summary>The whole payment is refunded, because the pump certainly gives no fuel for the order.</summary>
    public static FuelOrder Unused(FuelOrder order, string why, DateTimeOffset now) =>
        order.AwaitsFuel ? Refunded(order, why, now) : order;

    private static FuelOrder Cancelled(FuelOrder order, CloseCause cause, DateTimeOffset now) =>
        order with
        {
            Status = OrderStatus.Cancelled,
            Cause = cause,
            Phase = FuelPhase.Refunded,
            ClosedAt = now,
            NextAt = null,
            Tries = 0,
        };
}

/// <summary>The answer of an order's own row to its driver's cancel.</summary>
public enum FuelCancelDecision
{
    /// <summary>The order is cancelled: nothing is unlocked afterwards, and money that comes goes back.</summary>
    Accepted = 0,

    /// <summary>UNLOCKPUMP may have left: the pump is locked first, and only its answer lets the cancel be accepted.</summary>
    LockFirst = 1,
    TooLate = 2,
}
