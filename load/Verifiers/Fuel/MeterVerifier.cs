namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>
/// Verifies the journal of the meters against what drivers paid: every cleared sale was paid once, at the meter's own amount, and drivers
/// who got no fuel got all of the money back.
/// </summary>
internal static class MeterVerifier
{
    /// <summary>Returns a sentence for each mismatch.</summary>
    public static List<string> Mismatches(
        MeterSales meters,
        IReadOnlyList<(PlacedOrder Placed, FuelOrderReply? Order)> orders
    )
    {
        var wrong = new List<string>();
        var paid = new Dictionary<(Guid, int, string), Guid>();
        foreach (var (placed, order) in orders)
        {
            if (order is not { IsOver: true })
            {
                wrong.Add($"Order {placed.Id} has not ended: {order?.Status} {order?.Phase}.");
                continue;
            }
            var key = (placed.Station, placed.Pump, order.Transaction ?? "");
            var meter = order.Transaction is null ? null : meters.GetValueOrDefault(key);
            if (order.Status == "fulfilled" && !paid.TryAdd(key, order.Id))
                wrong.Add($"Sale {key} was paid by {paid[key]} and by {order.Id}.");
            if (Wrong(order, meter) is { } why)
                wrong.Add($"Order {order.Id} ({order.Kind}, {order.Status}): {why}");
        }
        foreach (var (key, meter) in meters)
        {
            if (meter.Cleared > 1)
                wrong.Add($"Sale {key} was cleared {meter.Cleared} times.");
            if (
                meter.Cleared > 0
                && !paid.ContainsKey(key)
                && !orders.Any(o => o.Order is { Phase: "backOffice" } held && held.Transaction == key.Transaction)
            )
                wrong.Add($"Sale {key} was cleared, but nobody paid {meter.AmountFen} fen for it.");
        }
        return wrong;
    }

    private static string? Wrong(FuelOrderReply order, Meter? meter) =>
        order switch
        {
            { Phase: "backOffice" } => null,
            { Status: "fulfilled" } when meter is null => "the meter knows of no such sale.",
            { Status: "fulfilled", Settled: null } => "nothing was settled.",
            { Status: "fulfilled", Settled: { } s }
                when (s.VolumeMl, s.AmountFen) != (meter!.VolumeMl, meter.AmountFen) =>
                $"settled {s.VolumeMl} ml and {s.AmountFen} fen, but the meter says {meter.VolumeMl} ml and {meter.AmountFen} fen.",
            { Status: "fulfilled", Settled: { } s } when s.MoneyFen != order.KeptFen =>
                $"{order.KeptFen} fen were kept, but {s.MoneyFen} settled.",
            { Status: "fulfilled", Settled: { } s } when s.VoucherFen + s.MoneyFen != s.AmountFen =>
                $"{s.VoucherFen} fen of vouchers and {s.MoneyFen} fen do not make up {s.AmountFen}.",
            { Status: "fulfilled", Settled: { } s } when order.Vouchers.Sum(v => v.AmountFen) != s.VoucherFen =>
                $"its vouchers paid {order.Vouchers.Sum(v => v.AmountFen)} fen, but {s.VoucherFen} settled.",
            { Status: "fulfilled" } when meter!.Cleared != 1 => "it is paid, and its sale was not cleared.",
            { Status: "cancelled" or "refunded" } when order.KeptFen != 0 =>
                $"{order.KeptFen} fen were kept for nothing.",
            { Status: "cancelled" or "refunded" } when meter is { Cleared: > 0 } =>
                "its sale was cleared, but its money went back.",
            _ => null,
        };
}
