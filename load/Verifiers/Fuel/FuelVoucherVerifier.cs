namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>
/// Verifies the drivers' vouchers in the end against what their orders paid: a voucher of yuan pays once, and missing litres were paid
/// with.
/// </summary>
internal static class FuelVoucherVerifier
{
    public static IEnumerable<Check> Of(IReadOnlyList<FuelVoucherReply> vouchers, IReadOnlyList<FuelOrderReply> orders)
    {
        var checks = new Checks("vouchers");
        var used = orders
            .Where(order => order.IsFulfilled)
            .SelectMany(order => order.Vouchers)
            .ToLookup(share => share.VoucherId);
        // An order that waits for staff keeps its vouchers until then.
        var waiting = orders
            .Where(order => order.IsBackOffice)
            .SelectMany(order => order.Vouchers)
            .Select(share => share.VoucherId)
            .ToHashSet();
        checks["none is held once everything is over"] = vouchers
            .Where(v => v.State == "held" && !waiting.Contains(v.Id))
            .Select(v => v.Id);
        checks["a voucher of yuan pays once"] = vouchers
            .Where(v => !v.IsLitres && used[v.Id].Count() > 1)
            .Select(v => v.Id);
        checks["a voucher of yuan is used when, and only when, an order was paid with it"] = vouchers
            .Where(v => !v.IsLitres && (v.State == "used") != used[v.Id].Any())
            .Select(v => $"{v.Id} is {v.State}");
        checks["litres: what is missing is what orders were paid with"] = vouchers
            .Where(v => v.IsLitres && v.VolumeMl - v.RemainingMl != used[v.Id].Sum(share => share.UsedMl))
            .Select(v =>
                $"{v.Id}: {v.VolumeMl - v.RemainingMl} ml are missing, {used[v.Id].Sum(share => share.UsedMl)} ml were paid with"
            );
        checks["litres: used when, and only when, none are left"] = vouchers
            .Where(v => v.IsLitres && (v.State == "used") != (v.RemainingMl == 0))
            .Select(v => $"{v.Id} is {v.State} with {v.RemainingMl} ml");
        checks["no order was paid with a voucher that its driver does not have"] = used.Where(share =>
                vouchers.All(v => v.Id != share.Key)
            )
            .Select(share => share.Key);
        return checks;
    }
}
