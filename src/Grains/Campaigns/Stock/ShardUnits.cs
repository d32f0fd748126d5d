using FuelGrains.Grains.Campaigns.Hoarding;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>A shard's units: what is committed, what decisions on their way to disk set aside, and what is kept for whom.</summary>
internal sealed class ShardUnits
{
    private readonly HoldQueue _holds;
    private readonly TimeSpan _payWithin;
    private readonly ReturnedUnits _returned;
    private long _claiming;
    private long _lending;

    /// <param name="holds">The shard's holds, the first of which returns units next.</param>
    /// <param name="opened">When the shard was opened: nobody knows which free units returned before, so all count so.</param>
    public ShardUnits(
        ShardCounters committed,
        HoldQueue holds,
        TimeSpan payWithin,
        TimeSpan giveWay,
        DateTimeOffset opened
    )
    {
        (Committed, _holds, _payWithin, _returned) = (committed, holds, payWithin, new(giveWay));
        _returned.Add(Free, opened);
    }

    public ShardCounters Committed { get; private set; }

    private long Free => Committed.Free - _claiming - _lending;

    /// <summary>Why a customer cannot have units now; null when the customer can.</summary>
    public HoldReply? Refuse(int quantity, bool givesWay, DateTimeOffset now)
    {
        if (Free < quantity)
            return NotEnough(now);
        return givesWay && _returned.MoreThan(Free - quantity, now) is { } until
            ? new(HoldOutcome.GiveWay, Until: until)
            : null;
    }

    public void Claim(int quantity, bool givesWay, DateTimeOffset now)
    {
        _claiming += quantity;
        if (!givesWay)
            _returned.Take(quantity, now);
    }

    /// <summary>A claim was written, or never will be.</summary>
    public void Settle(int quantity) => _claiming -= quantity;

    /// <summary>Units are free again, on disk.</summary>
    public void Return(long units, DateTimeOffset now) => _returned.Add(units, now);

    /// <summary>A sibling lent units, and the disk has them.</summary>
    /// <param name="kept">How many of them are kept for customers who do not give way.</param>
    public void Borrow(ShardCounters counters, long kept, DateTimeOffset now)
    {
        Refresh(counters);
        _returned.Add(kept, now);
    }

    /// <summary>
    /// Sets units aside for a sibling, at most half of what is free. Units that are not kept for anybody go first. Zero when there is
    /// nothing to lend.
    /// </summary>
    public Lent Lend(long wanted, DateTimeOffset now)
    {
        var units = Math.Min(wanted, (Free + 1) / 2);
        if (units <= 0 || _lending > 0)
            return default;
        var kept = Math.Clamp(units - (Free - _returned.Kept(now)), 0, units);
        _returned.Take(kept, now);
        _lending = units;
        return new(units, kept);
    }

    /// <summary>The loan is on disk.</summary>
    public void SettleLoan() => _lending = 0;

    /// <summary>
    /// Takes over counters from the disk, unless newer ones are known: a sibling's loan may be read before a commit is answered.
    /// </summary>
    public void Refresh(ShardCounters counters)
    {
        if (counters.Revision > Committed.Revision)
            Committed = counters;
    }

    private HoldReply NotEnough(DateTimeOffset now)
    {
        if (Free > 0)
            return new(HoldOutcome.NotEnough);
        if (Committed.Held + _claiming + _lending == 0)
            return new(HoldOutcome.SoldOut);
        return new(HoldOutcome.AllHeld, FirstReturnAt: _holds.FirstReturn() ?? now + _payWithin);
    }
}

/// <param name="Kept">How many of the units returned a moment ago, and are kept for those who do not give way.</param>
public readonly record struct Lent(long Units, long Kept);
