namespace FuelGrains.Grains.Campaigns;

/// <summary>One order, as the rule needs it: 88 bytes, changed in place.</summary>
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
    /// <summary>In a customer's latest slot: the units of all their orders that count.</summary>
    internal int CustomerUnits;
    public OrderStatus Status { readonly get => (OrderStatus)_status; set => _status = (byte)value; }
    public CloseCause Cause { readonly get => (CloseCause)_cause; set => _cause = (byte)value; }
    public SlotState State;
    private byte _status;
    private byte _cause;

    public readonly DateTimeOffset PayBy => DateTimeOffset.FromUnixTimeMilliseconds(PayByMs);

    /// <summary>Counts against the customer's limit.</summary>
    public readonly bool Counts => State != SlotState.Dead && Status is not (OrderStatus.Cancelled or OrderStatus.Refunded);

    /// <summary>Holds its units, and nothing is about to change that.</summary>
    public readonly bool IsOpenHold => State is SlotState.Settled or SlotState.Claiming && Status == OrderStatus.PendingPayment;
}

/// <summary>Where an order is between decision and disk.</summary>
public enum SlotState : byte
{
    /// <summary>Memory and disk agree.</summary>
    Settled = 0,
    /// <summary>Decided, not on disk yet: no reader may see it.</summary>
    Claiming = 1,
    /// <summary>A resolution is on its way to disk.</summary>
    Resolving = 2,
    /// <summary>Never reached the disk.</summary>
    Dead = 3,
}
