using FuelGrains.Grains.Campaigns.Hoarding;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>An order, as the rule needs it: 88 bytes, changed in place.</summary>
public struct OrderSlot
{
    public OrderId Id;
    public CustomerId Customer;
    public Guid KeyHash;
    public long BodyHash;
    public long PayByMs;
    public int Quantity;
    internal int NextOfCustomer;
    internal int NextOfKey;

    /// <summary>The units of all the customer's orders that count; kept in the customer's latest slot.</summary>
    internal int CustomerUnits;

    /// <summary>Counts what the customer let go; kept in the customer's latest slot.</summary>
    internal LetGo CustomerLetGo;
    public SlotState State;
    private byte _status;
    private byte _cause;
    private Flags _flags;

    // An order's units fit: a campaign gives at most MaxUnits in one order.
    private ushort _returned;

    /// <summary>The most units that one order may have.</summary>
    public const int MaxUnits = ushort.MaxValue;

    /// <summary>An order that is decided and not on disk yet.</summary>
    public static OrderSlot Claim(OrderId id, in HoldRequest request, long payByMs) =>
        new()
        {
            Id = id,
            Customer = request.Customer,
            KeyHash = request.KeyHash,
            BodyHash = request.BodyHash,
            Quantity = request.Quantity,
            PayByMs = payByMs,
            State = SlotState.Claiming,
        };

    public OrderState OrderState
    {
        readonly get =>
            new(
                (OrderStatus)_status,
                (CloseCause)_cause,
                (_flags & Flags.Prepared) != 0,
                Quantity,
                _returned,
                (_flags & Flags.Excused) != 0
            );
        set =>
            (_status, _cause, _flags, _returned) = (
                (byte)value.Status,
                (byte)value.Cause,
                (value.Prepared ? Flags.Prepared : 0) | (value.Excused ? Flags.Excused : 0),
                checked((ushort)value.Returned)
            );
    }

    public readonly OrderStatus Status => (OrderStatus)_status;

    public readonly DateTimeOffset PayBy => DateTimeOffset.FromUnixTimeMilliseconds(PayByMs);

    /// <summary>The units that count against the customer's limit.</summary>
    public readonly int Counted => State != SlotState.Dead && OrderState is var now ? now.Held + now.Confirmed : 0;

    /// <summary>The answer about the order as it is.</summary>
    public readonly TransitionReply Reply(TransitionOutcome outcome) => new(outcome, Status, OrderState.Cause);

    /// <summary>The order waits for its payment, and nothing is about to change that.</summary>
    public readonly bool IsOpenHold =>
        State is not (SlotState.Moving or SlotState.Dead) && Status == OrderStatus.PendingPayment;

    [Flags]
    private enum Flags : byte
    {
        Prepared = 1,
        Excused = 2,
    }
}

/// <summary>Where an order is between decision and disk.</summary>
public enum SlotState : byte
{
    /// <summary>Memory and disk agree.</summary>
    Settled = 0,

    /// <summary>Decided, not on disk yet: no reader may see it.</summary>
    Claiming = 1,

    /// <summary>A change is on its way to disk.</summary>
    Moving = 2,

    /// <summary>Never reached the disk.</summary>
    Dead = 3,

    /// <summary>That a payment is prepared is on its way to disk; the order stays a hold.</summary>
    Preparing = 4,
}
