namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>
/// The rule of one team: who may sit down, who leads, when it is complete and when it is over. A team shows what is decided;
/// a decision that is not on disk yet is marked, and a seat that was given up is free for others only once that is on disk.
/// </summary>
public sealed class Team(TeamId id, int size, long priceFen, DateTimeOffset openedAt, DateTimeOffset deadline)
{
    /// <summary>How long after the deadline a payment may still be on its way: the gateway is given up 10 min after payBy.</summary>
    public static readonly TimeSpan LatePaymentGrace = TimeSpan.FromMinutes(12);

    private readonly TeamSeat[] _seats = new TeamSeat[size];

    public TeamId Id => id;
    public int Size => size;

    /// <summary>A member's price, in fen; the opener may have another one.</summary>
    public long PriceFen => priceFen;
    public DateTimeOffset OpenedAt => openedAt;
    public DateTimeOffset Deadline => deadline;
    public TeamStatus Status { get; private set; }

    /// <summary>Null while nobody leads.</summary>
    public CustomerId? Leader { get; private set; }

    /// <summary>How often the disk has seen it change; zero while it is not there.</summary>
    public long Revision { get; set; }

    public ReadOnlySpan<TeamSeat> Seats => _seats;
    public int Paid => Count(SeatUse.Paid);

    /// <summary>Seats whose payment may still come although their time is over.</summary>
    public int Closing => Count(SeatUse.Closing);
    public bool IsEmpty => Paid + Closing + Count(SeatUse.Held) == 0;

    /// <summary>Something about a seat is on its way to disk.</summary>
    public bool IsUnsettled => Array.Exists(_seats, seat => seat.InFlight);

    /// <summary>Why a customer may not sit down now; null when a seat is theirs.</summary>
    public HoldOutcome? Refuse(CustomerId customer, DateTimeOffset now) =>
        Status == TeamStatus.Completed ? HoldOutcome.TeamCompleted
        : Status != TeamStatus.Open || now >= Deadline ? HoldOutcome.TeamOver
        : SeatOf(customer) is not null ? HoldOutcome.AlreadyInTeam
        : now >= Deadline - GroupTerms.TimeToPay ? HoldOutcome.TeamEnding
        : !Array.Exists(_seats, seat => seat.Use == SeatUse.Free) ? HoldOutcome.TeamFull
        : null;

    /// <summary>The first to sit down leads. Answers the seat's number, from 1.</summary>
    public int Take(int order, CustomerId customer)
    {
        var free = Array.FindIndex(_seats, seat => seat.Use == SeatUse.Free);
        _seats[free] = new()
        {
            Order = order,
            Customer = customer,
            Use = SeatUse.Held,
            InFlight = true,
        };
        if (Revision == 0)
            Leader = customer;
        return free + 1;
    }

    /// <summary>A seat's order changed: a payment may complete the team, a departure may pass the lead on or empty the team.</summary>
    public void Change(int seat, OrderStatus to, DateTimeOffset at)
    {
        ref var changed = ref _seats[seat - 1];
        changed.InFlight = true;
        var use = UseOf(to);
        if (use == SeatUse.Paid && changed.Use != SeatUse.Paid)
            changed.PaidAtMs = at.ToUnixTimeMilliseconds();
        changed.Use = use == SeatUse.Free ? SeatUse.Leaving : use;
        if (Status != TeamStatus.Open)
            return;
        if (changed.Use == SeatUse.Leaving && Leader == changed.Customer)
            Leader = EarliestPaid();
        if (changed.Use == SeatUse.Paid)
            Leader ??= changed.Customer;
        if (Paid == Size)
            Status = TeamStatus.Completed;
        else if (IsEmpty)
            Status = TeamStatus.Dissolved;
    }

    /// <summary>Something about a seat's order, which changes nothing for the team, is on its way to disk.</summary>
    public void Touch(int seat) => _seats[seat - 1].InFlight = true;

    /// <summary>The decision about a seat is on disk; <paramref name="refused"/>: it never will be.</summary>
    public void OnCommitted(int seat, int order, bool refused = false)
    {
        ref var settled = ref _seats[seat - 1];
        // The seat may be another order's by now.
        if (settled.Use == SeatUse.Free || settled.Order != order)
            return;
        if (refused || settled.Use == SeatUse.Leaving)
            settled = default;
        else
            settled.InFlight = false;
    }

    /// <summary>
    /// Decides what becomes of an open team whose time is over: a payment that may still come is waited for, if it would make the
    /// difference.
    /// </summary>
    /// <param name="enough">How many paid seats complete it now.</param>
    public TeamVerdict Evaluate(DateTimeOffset now, int enough)
    {
        if (now < Deadline || IsUnsettled || Count(SeatUse.Held) > 0)
            return TeamVerdict.Wait;
        if (IsEmpty)
            return TeamVerdict.Dissolve;
        if (Paid >= enough)
            return TeamVerdict.Complete;
        return Paid + Closing >= enough && now < Deadline + LatePaymentGrace ? TeamVerdict.Wait : TeamVerdict.Fail;
    }

    public void End(TeamStatus status) => Status = status;

    /// <summary>The number of the seat that a customer has, or is about to give up.</summary>
    public int? SeatOf(CustomerId customer)
    {
        var i = Array.FindIndex(_seats, seat => seat.Use != SeatUse.Free && seat.Customer == customer);
        return i < 0 ? null : i + 1;
    }

    public static SeatUse UseOf(OrderStatus status) =>
        status switch
        {
            OrderStatus.PendingPayment => SeatUse.Held,
            OrderStatus.Closing => SeatUse.Closing,
            OrderStatus.Paid or OrderStatus.Fulfilled => SeatUse.Paid,
            _ => SeatUse.Free,
        };

    /// <summary>As it was read back.</summary>
    public void Restore(long revision, TeamStatus status, CustomerId? leader) =>
        (Revision, Status, Leader) = (revision, status, leader);

    public void Restore(int seat, int order, CustomerId customer, OrderStatus status, DateTimeOffset? paidAt) =>
        _seats[seat - 1] = new()
        {
            Order = order,
            Customer = customer,
            Use = UseOf(status),
            PaidAtMs = paidAt?.ToUnixTimeMilliseconds() ?? 0,
        };

    private int Count(SeatUse use)
    {
        var count = 0;
        foreach (ref readonly var seat in _seats.AsSpan())
            if (seat.Use == use)
                count++;
        return count;
    }

    // Among payments in the same millisecond, the lowest seat counts as the earliest.
    private CustomerId? EarliestPaid()
    {
        CustomerId? earliest = null;
        var at = long.MaxValue;
        foreach (ref readonly var seat in _seats.AsSpan())
            if (seat.Use == SeatUse.Paid && seat.PaidAtMs < at)
                (earliest, at) = (seat.Customer, seat.PaidAtMs);
        return earliest;
    }
}

/// <summary>A place in a team.</summary>
public struct TeamSeat
{
    /// <summary>Where the shard keeps the seat's order.</summary>
    public int Order;
    public CustomerId Customer;
    public SeatUse Use;

    /// <summary>The last decision about it is not on disk yet.</summary>
    public bool InFlight;
    public long PaidAtMs;
}

public enum SeatUse : byte
{
    Free = 0,

    /// <summary>Held until paid for.</summary>
    Held = 1,

    /// <summary>The order is being closed at the gateway: a payment may still come, so the seat is not free.</summary>
    Closing = 2,
    Paid = 3,

    /// <summary>The seat is given up, but not free before that is on disk.</summary>
    Leaving = 4,
}

public enum TeamVerdict
{
    Wait = 0,
    Complete = 1,
    Fail = 2,
    Dissolve = 3,
}
