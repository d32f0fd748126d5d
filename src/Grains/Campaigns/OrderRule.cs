using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// The order's state machine. PendingPayment -> Paid | Cancelled | Closing; Closing -> Paid | Cancelled; Paid -> Fulfilled;
/// Paid or Fulfilled -> Refunding; with all units returned -> Refunded.
/// </summary>
public static class OrderRule
{
    /// <summary>Where the order stands after the command; <see cref="TransitionOutcome.Applied"/> means that this is a change.</summary>
    public static (TransitionOutcome Outcome, OrderState Next) Decide(in OrderState now, in OrderCommand command)
    {
        switch (command.Action, now.Status)
        {
            case (OrderAction.Prepare, OrderStatus.PendingPayment):
                return now.Prepared
                    ? (TransitionOutcome.AlreadyApplied, now)
                    : (TransitionOutcome.Applied, now with { Prepared = true });

            case (OrderAction.Confirm, OrderStatus.PendingPayment or OrderStatus.Closing):
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Paid, Cause = CloseCause.None });
            case (
                OrderAction.Confirm,
                OrderStatus.Paid
                    or OrderStatus.Fulfilled
                    or OrderStatus.Refunding
                    or OrderStatus.Refunded
            ):
                return (TransitionOutcome.AlreadyApplied, now);

            case (OrderAction.Release, OrderStatus.PendingPayment):
                return (
                    TransitionOutcome.Applied,
                    now with
                    {
                        Status = now.Prepared ? OrderStatus.Closing : OrderStatus.Cancelled,
                        Cause = command.Cause,
                    }
                );
            case (OrderAction.Release, OrderStatus.Closing or OrderStatus.Cancelled) when now.Cause == command.Cause:
                return (TransitionOutcome.AlreadyApplied, now);

            case (OrderAction.FinishClosing, OrderStatus.Closing):
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Cancelled });
            case (OrderAction.FinishClosing, OrderStatus.Cancelled):
                return (TransitionOutcome.AlreadyApplied, now);

            case (OrderAction.Fulfil, OrderStatus.Paid):
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Fulfilled });
            case (OrderAction.Fulfil, OrderStatus.Fulfilled):
                return (TransitionOutcome.AlreadyApplied, now);

            case (OrderAction.Refund, OrderStatus.Paid or OrderStatus.Fulfilled):
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Refunding });
            case (OrderAction.Refund, OrderStatus.Refunding or OrderStatus.Refunded):
                return (TransitionOutcome.AlreadyApplied, now);

            case (OrderAction.ReturnUnits, OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding)
                when command.Units <= now.Quantity:
                return command.Units <= now.Returned
                    ? (TransitionOutcome.AlreadyApplied, now)
                    : (TransitionOutcome.Applied, Returned(now, command.Units));
            case (OrderAction.ReturnUnits, OrderStatus.Refunded):
                return (TransitionOutcome.AlreadyApplied, now);

            default:
                return (TransitionOutcome.Rejected, now);
        }
    }

    /// <summary>What a change promises to do beyond the ledger; written in the same commit.</summary>
    public static void Promise(in OrderTransition move, List<Effect> effects)
    {
        if (move.From == move.To)
            return;
        switch (move.To)
        {
            case OrderStatus.Closing:
                Add(Ops.Outbox.OutboxKinds.CloseOrder, $"{move.Id}", effects, move);
                break;
            case OrderStatus.Paid:
                Add(Ops.Outbox.OutboxKinds.FulfilOrder, $"{move.Id}", effects, move);
                Add(Ops.Outbox.OutboxKinds.Notice, $"paid/{move.Id}", effects, move);
                break;
            case OrderStatus.Cancelled when move.Cause is CloseCause.Expired or CloseCause.SaleClosed:
                Add(Ops.Outbox.OutboxKinds.Notice, $"expired/{move.Id}", effects, move);
                break;
        }
    }

    private static void Add(string kind, string subject, List<Effect> effects, in OrderTransition move) =>
        effects.Add(new(move.Id, Guid.CreateVersion7(move.At), kind, subject, move.At));

    private static OrderState Returned(in OrderState now, int units) =>
        now with
        {
            Returned = units,
            Status = units == now.Quantity ? OrderStatus.Refunded : now.Status,
        };
}

/// <summary>Where an order stands, as far as its state machine cares.</summary>
/// <param name="Prepared">A payment was prepared at the gateway.</param>
/// <param name="Returned">Units that refunds gave back to the campaign.</param>
public readonly record struct OrderState(
    OrderStatus Status,
    CloseCause Cause,
    bool Prepared,
    int Quantity,
    int Returned
)
{
    /// <summary>Units that are the customer's until paid for or let go.</summary>
    public int Held => Status is OrderStatus.PendingPayment or OrderStatus.Closing ? Quantity : 0;

    /// <summary>Units that are sold.</summary>
    public int Confirmed =>
        Status is OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding ? Quantity - Returned : 0;
}
