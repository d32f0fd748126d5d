using FuelGrains.Load.Checks;
using FuelGrains.Load.Product;
using static FuelGrains.Load.Checks.LedgerRead;

namespace FuelGrains.Load.Drivers;

/// <summary>The rows of holds and uses against the orders they were made for: confirmed or let go, never both, never neither.</summary>
internal static class HoldMatch
{
    private const string Where = "database";
    private const string Fuelling = "fuelling/";

    public static async Task<HoldRows> ReadAsync(Store store, CancellationToken stop)
    {
        await using var read = await OpenAsync(store, stop);
        return new(
            await read.ListAsync(
                "SELECT holder, state FROM voucher_holds",
                r => new HoldRow(r.GetString(0), (HoldState)Number(r, 1)),
                stop
            ),
            await read.ListAsync(
                "SELECT voucher_id, holder, used_ml, amount_fen FROM voucher_uses",
                r => new UseRow(Id(r, 0), r.GetString(1), r.GetInt64(2), r.GetInt64(3)),
                stop
            )
        );
    }

    public static IEnumerable<Check> Of(HoldRows rows, IReadOnlyList<FuelOrderReply> orders)
    {
        var byHolder = orders.ToDictionary(order => Fuelling + order.Id);
        var holds = rows.Holds.Where(hold => hold.Holder.StartsWith(Fuelling, StringComparison.Ordinal)).ToList();
        var uses = rows.Uses.ToLookup(use => use.Holder);
        yield return Check.None(
            Where,
            "a hold of a fulfilled order is confirmed, one of an order that is off is let go, none waits",
            [
                .. holds
                    .Where(hold => !IsRight(hold.State, byHolder.GetValueOrDefault(hold.Holder)))
                    .Select(hold => $"{hold.Holder} is {hold.State}"),
            ]
        );
        yield return Check.None(
            Where,
            "a hold of no order = 0",
            [.. holds.Where(hold => !byHolder.ContainsKey(hold.Holder)).Select(hold => hold.Holder)]
        );
        yield return Check.None(
            Where,
            "an order paid with vouchers has its hold",
            [
                .. orders
                    .Where(order =>
                        order.IsFulfilled
                        && order.Vouchers.Count > 0
                        && holds.TrueForAll(hold => hold.Holder != Fuelling + order.Id)
                    )
                    .Select(order => order.Id),
            ]
        );
        yield return Check.None(
            Where,
            "uses = what orders were paid with, voucher by voucher",
            [
                .. orders
                    .Where(order => !Agree(uses[Fuelling + order.Id], order.IsFulfilled ? order.Vouchers : []))
                    .Select(order => order.Id),
            ]
        );
    }

    // Expired is let go, too: by the clock. What waits for staff may stand as it likes.
    private static bool IsRight(HoldState state, FuelOrderReply? order) =>
        order is null
        || order.IsBackOffice
        || (order.IsFulfilled ? state == HoldState.Confirmed : state is HoldState.Released or HoldState.Expired);

    private static bool Agree(IEnumerable<UseRow> uses, IEnumerable<ShareReply> shares) =>
        uses.Select(use => (use.Voucher, use.UsedMl, use.AmountFen))
            .Order()
            .SequenceEqual(shares.Select(share => (share.VoucherId, share.UsedMl, share.AmountFen)).Order());
}

internal sealed record HoldRows(IReadOnlyList<HoldRow> Holds, IReadOnlyList<UseRow> Uses);

internal sealed record HoldRow(string Holder, HoldState State);

internal sealed record UseRow(Guid Voucher, string Holder, long UsedMl, long AmountFen);

// As the schema's script has it.
internal enum HoldState
{
    Held = 0,
    Confirmed = 1,
    Released = 2,
    Expired = 3,
}
