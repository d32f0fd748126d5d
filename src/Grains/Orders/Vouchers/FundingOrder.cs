using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Which vouchers pay a fuelling. First litre vouchers of the grade, the earliest expiry first, each paying its litres at the sale's own
/// price; then at most one yuan voucher, chosen for the amount that is left; then money. The shares add up to the amount exactly:
/// vouchers that cover every litre pay all of it, even if litres times price and the amount differ by a rounded fen.
/// </summary>
public static class FundingOrder
{
    // Millilitres times milli-yuan a litre give fen: a litre has 1,000 ml and a fen 10 milli-yuan.
    private const int PerFen = 10_000;

    public static Funding Plan(FuellingBill bill, IEnumerable<VoucherView> vouchers, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bill.VolumeMl);
        ArgumentOutOfRangeException.ThrowIfNegative(bill.PriceMilli);
        ArgumentOutOfRangeException.ThrowIfNegative(bill.AmountFen);
        var usable = vouchers
            .Where(v => VoucherRule.Evaluate(v, bill.Station, now) == VoucherUsability.Usable)
            .ToList();
        var shares = ImmutableArray.CreateBuilder<VoucherShare>();
        var (coveredMl, paidFen) = (0L, 0L);
        var litres = usable.Where(v =>
            v.Unit.Kind == ProductKind.Litres && v.Unit.Grade == bill.Grade && v.RemainingMl > 0
        );
        foreach (var voucher in litres.OrderBy(v => v.ValidTo).ThenBy(v => v.Id.Value))
        {
            if (coveredMl == bill.VolumeMl)
                break;
            var used = Math.Min(voucher.RemainingMl, bill.VolumeMl - coveredMl);
            coveredMl += used;
            // Each share comes from the running sum, so that rounding errors do not add up.
            var sum =
                coveredMl == bill.VolumeMl
                    ? bill.AmountFen
                    : Math.Min(Cost(coveredMl, bill.PriceMilli), bill.AmountFen);
            shares.Add(new(voucher.Id, used, sum - paidFen));
            paidFen = sum;
        }
        var left = bill.AmountFen - paidFen;
        if (BestYuan(usable, left) is { } yuan)
        {
            var off = Math.Min(yuan.Unit.ValueFen, left);
            shares.Add(new(yuan.Id, 0, off));
            left -= off;
        }
        return new(shares.ToImmutable(), left);
    }

    // The voucher that pays most; of equals the smallest, because it gives no change, then the first to expire.
    private static VoucherView? BestYuan(List<VoucherView> usable, long left) =>
        left == 0
            ? null
            : usable
                .Where(v => v.Unit.Kind == ProductKind.Yuan && v.Unit.ValueFen > 0 && v.Unit.ThresholdFen <= left)
                .OrderByDescending(v => Math.Min(v.Unit.ValueFen, left))
                .ThenBy(v => v.Unit.ValueFen)
                .ThenBy(v => v.ValidTo)
                .ThenBy(v => v.Id.Value)
                .FirstOrDefault();

    // Half a fen is rounded up, as at the pump.
    private static long Cost(long ml, long price) => (long)(((Int128)ml * price + PerFen / 2) / PerFen);
}
