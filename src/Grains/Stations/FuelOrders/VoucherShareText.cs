using System.Globalization;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// The vouchers' shares of a fuel order in one column, as <c>voucher:ml:fen</c> with spaces between. Shares are read and written as a
/// whole and never searched, so they need no table.
/// </summary>
internal static class VoucherShareText
{
    public static string Write(ImmutableArray<VoucherShare> shares) =>
        string.Join(
            ' ',
            shares.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Voucher}:{s.UsedMl}:{s.AmountFen}"))
        );

    public static ImmutableArray<VoucherShare> Read(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReadOne)];

    private static VoucherShare ReadOne(string share) =>
        share.Split(':') is [var id, var ml, var fen]
            ? new(
                VoucherId.Parse(id, null),
                long.Parse(ml, CultureInfo.InvariantCulture),
                long.Parse(fen, CultureInfo.InvariantCulture)
            )
            : throw new FormatException($"Not a voucher's share: {share}");
}
