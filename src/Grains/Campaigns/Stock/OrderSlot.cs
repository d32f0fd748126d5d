using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FuelGrains.Grains.Campaigns.Hoarding;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>An order, as the rule needs it: 68 bytes, changed in place.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct OrderSlot
{
    public OrderId Id;
    public CustomerId Customer;

    // Parts of the hashes on disk suffice, because a slot's hashes are compared within one customer's orders alone: with ten thousand
    // orders, two keys of a customer look alike in one of 370 billion cases, and a reused key with another body in one of four billion.
    private ulong _key;
    private uint _body;
    internal int NextOfCustomer;

    // The upper 16 bits of 48: enough until the year 10889, wherever the clock was when the order was held.
    private ushort _payByHigh;
    private ushort _quantity;
    private uint _payByLow;

    /// <summary>The units of all the customer's orders that count; kept in the customer's latest slot.</summary>
    internal int CustomerUnits;
    private ushort _returned;

    /// <summary>Counts what the customer let go; kept in the customer's latest slot.</summary>
    internal LetGo CustomerLetGo;
    public SlotState State;
    private byte _status;
    private byte _cause;
    private Flags _flags;

    /// <summary>An order that is decided and not on disk yet.</summary>
    public static OrderSlot Claim(OrderId id, in HoldRequest request, long payByMs) =>
        new()
        {
            Id = id,
            Customer = request.Customer,
            _key = KeyOf(request.KeyHash),
            _body = BodyOf(request.BodyHash),
            _quantity = checked((ushort)request.Quantity),
            PayByMs = payByMs,
            State = SlotState.Claiming,
        };

    /// <summary>An order as it was read back.</summary>
    public static OrderSlot Of(in StoredOrder order) =>
        new()
        {
            Id = order.Id,
            Customer = order.Customer,
            _key = KeyOf(order.KeyHash),
            _body = BodyOf(order.BodyHash),
            _quantity = checked((ushort)order.Quantity),
            OrderState = order.OrderState,
            PayByMs = order.PayBy.ToUnixTimeMilliseconds(),
        };

    /// <summary>The part of the key's hash that <see cref="KeyOf"/> keeps.</summary>
    internal readonly ulong Key => _key;

    public readonly int Quantity => _quantity;

    /// <summary>Until when the order is held, in milliseconds since 1970.</summary>
    public long PayByMs
    {
        readonly get => ((long)_payByHigh << 32) | _payByLow;
        private set => (_payByHigh, _payByLow) = (checked((ushort)(value >> 32)), (uint)value);
    }

    public OrderState OrderState
    {
        readonly get =>
            new(
                (OrderStatus)_status,
                (CloseCause)_cause,
                (_flags & Flags.Prepared) != 0,
                _quantity,
                _returned,
                (_flags & Flags.Excused) != 0
            );
        set =>
            (_status, _cause, _flags, _returned) = (
                (byte)value.Status,
                (byte)value.Cause,
                (_flags & Flags.Queued) | (value.Prepared ? Flags.Prepared : 0) | (value.Excused ? Flags.Excused : 0),
                checked((ushort)value.Returned)
            );
    }

    public readonly OrderStatus Status => (OrderStatus)_status;

    public readonly DateTimeOffset PayBy => DateTimeOffset.FromUnixTimeMilliseconds(PayByMs);

    /// <summary>The order is on disk, or may be: it is no claim that the disk refused, and not forgotten.</summary>
    public readonly bool IsOrder => State is not (SlotState.Dead or SlotState.Taken or SlotState.Forgotten);

    /// <summary>The units that count against the customer's limit.</summary>
    public readonly int Counted => IsOrder && OrderState is var now ? now.Held + now.Confirmed : 0;

    /// <summary>The answer about the order as it is.</summary>
    public readonly TransitionReply Reply(TransitionOutcome outcome) => new(outcome, Status, OrderState.Cause);

    /// <summary>The order waits for its payment, and nothing is about to change that.</summary>
    public readonly bool IsOpenHold => IsOrder && State != SlotState.Moving && Status == OrderStatus.PendingPayment;

    /// <summary>The slot holds and counts no units, and nothing can change that.</summary>
    internal readonly bool IsOver =>
        State == SlotState.Settled
            ? Status is OrderStatus.Cancelled or OrderStatus.Refunded
            : State is SlotState.Dead or SlotState.Taken;

    /// <summary>A queue of holds names the slot, so the slot must not become another order's.</summary>
    internal bool IsQueued
    {
        readonly get => (_flags & Flags.Queued) != 0;
        set => _flags = value ? _flags | Flags.Queued : _flags & ~Flags.Queued;
    }

    /// <summary>An earlier pass of <see cref="Forgetting.EndedOrders"/> found the order over. A change takes the mark away.</summary>
    internal bool IsMarked
    {
        readonly get => (_flags & Flags.Marked) != 0;
        set => _flags = value ? _flags | Flags.Marked : _flags & ~Flags.Marked;
    }

    internal readonly bool HasBody(long bodyHash) => _body == BodyOf(bodyHash);

    /// <summary>The part of a key's hash that a slot keeps.</summary>
    internal static ulong KeyOf(Guid keyHash)
    {
        Span<byte> bytes = stackalloc byte[16];
        keyHash.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
    }

    private static uint BodyOf(long bodyHash) => (uint)bodyHash ^ (uint)(bodyHash >> 32);

    [Flags]
    private enum Flags : byte
    {
        Prepared = 1,
        Excused = 2,
        Queued = 4,
        Marked = 8,
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

    /// <summary>Never reached the disk, because its key is that of an order which memory has forgotten.</summary>
    Taken = 5,

    /// <summary>The order was forgotten: the slot is free for another.</summary>
    Forgotten = 6,
}
