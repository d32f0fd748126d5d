namespace FuelGrains.Load.Verifiers.Fuel;

/// <summary>Verifies the holds and uses of vouchers against their fuel orders: each hold is confirmed or released, never both.</summary>
internal static class VoucherHoldVerifier
{
    private const string Fuelling = "fuelling/";

    public static IEnumerable<Check> Of(HoldRows rows, IReadOnlyList<FuelOrderReply> orders)
    {
        var checks = new Checks("database");
        var byHolder = orders.ToDictionary(order => Fuelling + order.Id);
        var holds = rows.Holds.Where(hold => hold.Holder.StartsWith(Fuelling, StringComparison.Ordinal)).ToList();
        var uses = rows.Uses.ToLookup(use => use.Holder);
        checks["a hold of a fulfilled order is confirmed, one of an order that is off is let go, none waits"] = holds
            .Where(hold => !IsRight(hold.State, byHolder.GetValueOrDefault(hold.Holder)))
            .Select(hold => $"{hold.Holder} is {hold.State}");
        checks["a hold of no order = 0"] = holds
            .Where(hold => !byHolder.ContainsKey(hold.Holder))
            .Select(hold => hold.Holder);
        checks["an order paid with vouchers has its hold"] = orders
            .Where(order =>
                order.IsFulfilled
                && order.Vouchers.Count > 0
                && holds.TrueForAll(hold => hold.Holder != Fuelling + order.Id)
            )
            .Select(order => order.Id);
        checks["uses = what orders were paid with, voucher by voucher"] = orders
            .Where(order => !Agree(uses[Fuelling + order.Id], order.IsFulfilled ? order.Vouchers : []))
            .Select(order => order.Id);
        return checks;
    }

    // The clock has released an expired hold. The hold of an order that waits for staff may have any state.
    private static bool IsRight(HoldState state, FuelOrderReply? order) =>
        order is null
        || order.IsBackOffice
        || (order.IsFulfilled ? state == HoldState.Confirmed : state is HoldState.Released or HoldState.Expired);

    private static bool Agree(IEnumerable<UseRow> uses, IEnumerable<ShareReply> shares) =>
        uses.Select(use => (use.Voucher, use.UsedMl, use.AmountFen))
            .Order()
            .SequenceEqual(shares.Select(share => (share.VoucherId, share.UsedMl, share.AmountFen)).Order());
}
