using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Ops.Outbox;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// The order's state machine. PendingPayment -> Paid | Cancelled | Closing; Closing -> Paid | Cancelled, and never Paid when the customer
/// closed it; Paid -> Fulfilled; Paid or Fulfilled -> Refunding; with all units returned -> Refunded.
/// </summary>
public static class OrderRule
{
    /// <summary>The order's state after the command; <see cref="TransitionOutcome.Applied"/> means that this is a change.</summary>
    public static (TransitionOutcome Outcome, OrderState Next) Decide(in OrderState now, in OrderCommand command)
    {
        switch (command.Action, now.Status)
        {
            case (OrderAction.Prepare, OrderStatus.PendingPayment):
                return Mark(now, now with { Prepared = true });
            case (OrderAction.Excuse, OrderStatus.PendingPayment or OrderStatus.Closing):
                return Mark(now, now with { Excused = true });

            // An accepted cancel is final: the money goes back.
            case (OrderAction.Confirm, OrderStatus.PendingPayment or OrderStatus.Closing)
                when now.Cause != CloseCause.Customer:
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Paid, Cause = CloseCause.None });
            case (
                OrderAction.Confirm,
                not (OrderStatus.PendingPayment or OrderStatus.Closing or OrderStatus.Cancelled)
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
            case (OrderAction.Stop, OrderStatus.Paid):
                return (TransitionOutcome.Applied, now with { Status = OrderStatus.Refunding });
            case (OrderAction.Refund or OrderAction.Stop, OrderStatus.Refunding or OrderStatus.Refunded):
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

    /// <summary>The state of an order whose hold is released.</summary>
    public static OrderState Released(in OrderState now, CloseCause cause) =>
        Decide(now, new(default, default, OrderAction.Release, cause)).Next;

    /// <summary>The state of a paid order whose money is refunded because of its team.</summary>
    public static OrderState Refunding(in OrderState now, CloseCause cause) =>
        now with
        {
            Status = OrderStatus.Refunding,
            Cause = cause,
        };

    /// <summary>Adds the outbox messages that a change causes; they are written in the commit of the change.</summary>
    public static void OutboxMessagesFor(in OrderTransition move, List<NewOutboxMessage> messages)
    {
        if (move.From == move.To)
            return;
        switch (move.To)
        {
            case OrderStatus.Closing:
                Add(OutboxKinds.CloseOrder, $"{move.Id}", messages, move);
                break;
            case OrderStatus.Paid:
                Add(OutboxKinds.FulfilOrder, $"{move.Id}", messages, move);
                Add(OutboxKinds.Notice, $"paid/{move.Id}", messages, move);
                break;
            case OrderStatus.Cancelled when move.Cause is CloseCause.Expired or CloseCause.SaleClosed:
                Add(OutboxKinds.Notice, $"expired/{move.Id}", messages, move);
                break;
        }
    }

    private static (TransitionOutcome Outcome, OrderState Next) Mark(in OrderState now, in OrderState marked) =>
        (now == marked ? TransitionOutcome.AlreadyApplied : TransitionOutcome.Applied, marked);

    private static void Add(string kind, string subject, List<NewOutboxMessage> messages, in OrderTransition move) =>
        messages.Add(new(move.Id, Guid.CreateVersion7(move.At), kind, subject, move.At));

    private static OrderState Returned(in OrderState now, int units) =>
        now with
        {
            Returned = units,
            Status = units == now.Quantity ? OrderStatus.Refunded : now.Status,
        };
}

/// <summary>The part of an order that its state machine decides on.</summary>
/// <param name="Prepared">A payment was prepared at the gateway.</param>
/// <param name="Returned">Units that refunds gave back to the campaign.</param>
/// <param name="Excused">The gateway was away while the order was held, so letting it go does not count.</param>
public readonly record struct OrderState(
    OrderStatus Status,
    CloseCause Cause,
    bool Prepared,
    int Quantity,
    int Returned,
    bool Excused = false
)
{
    /// <summary>Units that are the customer's until paid for or let go.</summary>
    public int Held => Status is OrderStatus.PendingPayment or OrderStatus.Closing ? Quantity : 0;

    /// <summary>Units that are sold.</summary>
    public int Confirmed =>
        Status is OrderStatus.Paid or OrderStatus.Fulfilled or OrderStatus.Refunding ? Quantity - Returned : 0;

    /// <summary>Counts the order as let go when its customer cancelled it or let it lapse unpaid, by nobody else's doing.</summary>
    public LetGo LetGo =>
        Excused || Status is not (OrderStatus.Closing or OrderStatus.Cancelled)
            ? default
            : Cause switch
            {
                CloseCause.Customer => new(Orders: 1, Lapsed: 0),
                CloseCause.Expired => new(Orders: 1, Lapsed: 1),
                _ => default,
            };
}

/// <summary>An order moves from the state that memory (and so, behind the fencing epoch, the disk) has for it.</summary>
/// <param name="Slot">Where the shard keeps the order in memory.</param>
public readonly record struct OrderTransition(
    int Slot,
    OrderId Id,
    CustomerId Customer,
    OrderState Was,
    OrderState Next,
    DateTimeOffset At
)
{
    public OrderStatus From => Was.Status;
    public OrderStatus To => Next.Status;
    public CloseCause Cause => Next.Cause;
    public int HeldDelta => Next.Held - Was.Held;
    public int ConfirmedDelta => Next.Confirmed - Was.Confirmed;

    /// <summary>Units that are free again.</summary>
    public int Freed => -(HeldDelta + ConfirmedDelta);
}

/// <summary>An outbox row that an order's move causes.</summary>
/// <param name="Order">The order that must move for the row to be written.</param>
/// <param name="Body">Text that the subject does not say; only a batch with team work writes one.</param>
public readonly record struct NewOutboxMessage(
    OrderId Order,
    Guid Id,
    string Kind,
    string Subject,
    DateTimeOffset At,
    string Body = ""
);
