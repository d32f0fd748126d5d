using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>What may be asked of an order that exists.</summary>
public enum OrderVerb
{
    Prepare = 0,
    Confirm = 1,
    Release = 2,
    FinishClosing = 3,
    Fulfil = 4,
    Refund = 5,
    ReturnUnits = 6,
}

/// <param name="Cause">With <see cref="OrderVerb.Release"/>: why.</param>
/// <param name="Units">With <see cref="OrderVerb.ReturnUnits"/>: how many are back in all, over the order's whole life.</param>
public readonly record struct OrderCommand(
    OrderId Order,
    CustomerId Customer,
    OrderVerb Verb,
    CloseCause Cause = CloseCause.None,
    int Units = 0
);

/// <summary>
/// The order's state machine. PendingPayment -> Paid | Cancelled | Closing; Closing -> Paid | Cancelled; Paid -> Fulfilled;
/// Paid or Fulfilled -> Refunding; with all units returned -> Refunded.
/// </summary>
public static class OrderRule
{
    /// <summary>Where the order stands after the command; <see cref="MoveOutcome.Done"/> means that this is a change.</summary>
    public static (MoveOutcome Outcome, OrderStanding Next) Decide(in OrderStanding now, in OrderCommand command)
    {
        switch (command.Verb, now.Status)
        {
            case (OrderVerb.Prepare, OrderStatus.PendingPayment):
                return now.Prepared ? (MoveOutcome.AlreadyDone, now) : (MoveOutcome.Done, now with { Prepared = true });

            case (OrderVerb.Confirm, OrderStatus.PendingPayment or OrderStatus.Closing):
                return (MoveOutcome.Done, now with { Status = OrderStatus.Paid, Cause = CloseCause.None });
            case (
                OrderVerb.Confirm,
                OrderStatus.Paid
                    or OrderStatus.Fulfilled
                    or OrderStatus.Refunding
                    or OrderStatus.Refunded
            ):
                return (MoveOutcome.AlreadyDone, now);

            case (OrderVerb.Release, OrderStatus.PendingPayment):
                return (
                    MoveOutcome.Done,
                    now with
                    {
                        Status = now.Prepared ? OrderStatus.Closing : OrderStatus.Cancelled,
                        Cause = command.Cause,
                    }
                );
            case (OrderVerb.Release, OrderStatus.Closing or OrderStatus.Cancelled) when now.Cause == command.Cause:
                return (MoveOutcome.AlreadyDone, now);

            case (OrderVerb.FinishClosing, OrderStatus.Closing):
                return (MoveOutcome.Done, now with { Status = OrderStatus.Cancelled });
            case (OrderVerb.FinishClosing, OrderStatus.Cancelled):
                return (MoveOutcome.AlreadyDone, now);

            case (OrderVerb.Fulfil, OrderStatus.Paid):
                return (MoveOutcome.Done, now with { Status = OrderStatus.Fulfilled });
            case (OrderVerb.Fulfil, OrderStatus.Fulfilled):
                return (MoveOutcome.AlreadyDone, now);

            case (OrderVerb.Refund, OrderStatus.Paid or OrderStatus.Fulfilled):
                return (MoveOutcome.Done, now with { Status = OrderStatus.Refunding });
            case (OrderVerb.Refund, OrderStatus.Refunding or OrderStatus.Refunded):
                return (MoveOutcome.AlreadyDone, now);

            case (OrderVerb.ReturnUnits, OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding)
                when command.Units <= now.Quantity:
                return command.Units <= now.Returned
                    ? (MoveOutcome.AlreadyDone, now)
                    : (MoveOutcome.Done, Returned(now, command.Units));
            case (OrderVerb.ReturnUnits, OrderStatus.Refunded):
                return (MoveOutcome.AlreadyDone, now);

            default:
                return (MoveOutcome.Lost, now);
        }
    }

    /// <summary>What a change promises to do beyond the ledger; written in the same commit.</summary>
    public static void Promise(in OrderMove move, List<Effect> effects)
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

    private static void Add(string kind, string subject, List<Effect> effects, in OrderMove move) =>
        effects.Add(new(move.Id, Guid.CreateVersion7(move.At), kind, subject, move.At));

    private static OrderStanding Returned(in OrderStanding now, int units) =>
        now with
        {
            Returned = units,
            Status = units == now.Quantity ? OrderStatus.Refunded : now.Status,
        };
}

/// <summary>Where an order stands, as far as its state machine cares.</summary>
/// <param name="Prepared">A payment was prepared at the gateway.</param>
/// <param name="Returned">Units that refunds gave back to the campaign.</param>
public readonly record struct OrderStanding(
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
