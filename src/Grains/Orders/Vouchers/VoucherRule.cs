using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Whether a voucher may be used, and its state afterwards. The UPDATEs of <see cref="VoucherTable"/> check the same conditions.
/// </summary>
public static class VoucherRule
{
    public static VoucherUsability Evaluate(VoucherView voucher, StationId station, DateTimeOffset now) =>
        voucher.State switch
        {
            VoucherState.Used => VoucherUsability.Used,
            VoucherState.Held => VoucherUsability.Held,
            VoucherState.Refunded => VoucherUsability.Refunded,
            VoucherState.Expired => VoucherUsability.Expired,
            // The sweep has not marked the voucher yet.
            _ when now >= voucher.ValidTo => VoucherUsability.Expired,
            _ when now < voucher.ValidFrom => VoucherUsability.NotYet,
            _ when !voucher.Unit.IsValidAt(station) => VoucherUsability.NotHere,
            _ => VoucherUsability.Usable,
        };

    /// <summary>A held voucher's state after its holder used some of it; null when the share is more than the voucher has.</summary>
    public static (VoucherState State, long RemainingMl)? Use(VoucherView held, in VoucherShare used)
    {
        if (used.UsedMl < 0 || used.AmountFen < 0 || used.UsedMl > held.RemainingMl)
            return null;
        if (held.Unit.Kind != ProductKind.Litres)
        {
            if (used.UsedMl > 0 || held.Unit.Kind == ProductKind.Yuan && used.AmountFen > held.Unit.ValueFen)
                return null;
            // A yuan voucher is used up however little it paid, and unused if it paid nothing.
            return held.Unit.Kind == ProductKind.Yuan && used.AmountFen == 0
                ? (VoucherState.Issued, 0)
                : (VoucherState.Used, 0);
        }
        var left = held.RemainingMl - used.UsedMl;
        return (left == 0 ? VoucherState.Used : VoucherState.Issued, left);
    }
}

public enum VoucherUsability
{
    Usable = 0,
    NotYet = 1,
    NotHere = 2,
    Held = 3,
    Used = 4,
    Expired = 5,
    Refunded = 6,
}
